package modules

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReleasesAfter(t *testing.T) {
	all := []string{"v1.10.0", "v1.9.0", "v1.2.0", "v1.9.1-rc.1", "v1.9.1"}
	for version, want := range map[string][]string{
		"v1.9.0":                             {"v1.9.1", "v1.10.0"},
		"v1.10.0":                            {},
		"v0.0.0-20240101000000-0123456789ab": {"v1.2.0", "v1.9.0", "v1.9.1", "v1.10.0"},
	} {
		if diff := cmp.Diff(want, releasesAfter(all, version)); diff != "" {
			t.Errorf("after %s (-want +got):\n%s", version, diff)
		}
	}
}
