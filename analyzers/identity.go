package analyzers

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
)

// BareName drops the package path from a full name, so that a renamed or
// versioned module keeps it: (*T).M, F.
func BareName(full string) string {
	star := ""
	rest := full
	if s, ok := strings.CutPrefix(rest, "(*"); ok {
		star, rest = "(*", s
	} else if s, ok := strings.CutPrefix(rest, "("); ok {
		star, rest = "(", s
	}
	rest = rest[strings.LastIndexByte(rest, '/')+1:]
	if _, after, ok := strings.Cut(rest, "."); ok {
		rest = after
	}
	return star + rest
}

// BaseModule drops the major version from a module path.
func BaseModule(path string) string {
	i := strings.LastIndex(path, "/v")
	if i > 0 && strings.Trim(path[i+2:], "0123456789") == "" && len(path) > i+2 {
		return path[:i]
	}
	return path
}

// identify gives each finding its id: a digest of the behaviour and the module,
// with an ordinal where several share it.
func identify(fs []finding.Finding) {
	count := map[string]int{}
	for i := range fs {
		f := &fs[i]
		sum := sha256.Sum256([]byte(f.Behaviour + "\x00" + BaseModule(f.Module)))
		id := strings.ToLower(base32.StdEncoding.EncodeToString(sum[:]))[:10]
		id = f.Hazard + "-" + id
		if count[id]++; count[id] > 1 {
			f.ID = fmt.Sprintf("%s-%d", id, count[id])
		} else {
			f.ID = id
		}
	}
}
