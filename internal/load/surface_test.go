package load

import "testing"

func TestSurface(t *testing.T) {
	const file = "package p\n\n// F does.\nfunc F(n int) string {\n\tif n > 1 {\n\t\treturn \"a\"\n\t}\n\treturn \"b\"\n}\n\nvar table = map[string]int{\"x\": 1}\n\nconst limit = 3\n"
	same := map[string]string{
		"a line more in a body":      "package p\n\n// F does.\nfunc F(n int) string {\n\tn++\n\tif n > 1 {\n\t\treturn \"a\"\n\t}\n\treturn \"b\"\n}\n\nvar table = map[string]int{\"x\": 1}\n\nconst limit = 3\n",
		"another comment":            "package p\n\n// F does so, and more.\n// Much more.\nfunc F(n int) string {\n\treturn \"b\" // b\n}\n\nvar table = map[string]int{\"x\": 1}\n\nconst limit = 3\n",
		"another element of a value": "package p\n\nfunc F(n int) string {\n\treturn \"b\"\n}\n\nvar table = map[string]int{\"x\": 1, \"y\": 2}\n\nconst limit = 3\n",
	}
	other := map[string]string{
		"another signature": "package p\n\nfunc F(n int64) string {\n\treturn \"b\"\n}\n\nvar table = map[string]int{\"x\": 1}\n\nconst limit = 3\n",
		"another constant":  "package p\n\nfunc F(n int) string {\n\treturn \"b\"\n}\n\nvar table = map[string]int{\"x\": 1}\n\nconst limit = 4\n",
		"another type":      "package p\n\nfunc F(n int) string {\n\treturn \"b\"\n}\n\nvar table = map[string]uint{\"x\": 1}\n\nconst limit = 3\n",
		"one more function": "package p\n\nfunc F(n int) string {\n\treturn \"b\"\n}\n\nfunc G() {}\n\nvar table = map[string]int{\"x\": 1}\n\nconst limit = 3\n",
	}
	want := string(Surface([]byte(file)))
	for name, src := range same {
		if got := string(Surface([]byte(src))); got != want {
			t.Errorf("%s: the surface is\n%q, want\n%q", name, got, want)
		}
	}
	for name, src := range other {
		if got := string(Surface([]byte(src))); got == want {
			t.Errorf("%s: the surface is the same", name)
		}
	}
	if got := Surface([]byte("package p\nfunc F() { `")); got != nil {
		t.Errorf("what does not lex has the surface %q", got)
	}
}
