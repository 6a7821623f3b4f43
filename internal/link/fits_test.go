package link

import "testing"

func TestFitsSig(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"func(string) (T, error)", "func(string) (int, error)", true},
		{"func(string) (T, error)", "func(int) (int, error)", false},
		{"func(K, V)", "func(string, a.b/c.D)", true},
		{"func(string, time.Duration, func() (T, error)) (*a/b.Item[T], error)", "func(context.Context, string, string) ([]byte, string, error)", false},
		{"func(string, func() (T, error)) *a/b.Item[T]", "func(string, func() (int, error)) string", true},
		{"func(K) V", "func(string)", false},
		{"func(K)", "func(string) int", false},
		{"func() T", "func(string)", false},
		{"func(...T)", "func(...string)", true},
		{"func(chan<- T) map[string]bool", "func(chan<- int) map[string]bool", true},
		{"func(map[K]bool) int", "func(map[string]bool) string", false},
	} {
		if got := fitsSig(c.a, c.b); got != c.want {
			t.Errorf("fitsSig(%q, %q) = %v", c.a, c.b, got)
		}
	}
}
