package summary

import (
	"go/ast"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// Embed is a script that go:embed puts into a variable: its text is no constant
// of the source.
type Embed struct {
	// Global is "path.name" of the variable.
	Global, Text string
}

// maxEmbed bounds an embedded script, in bytes.
const maxEmbed = 64 << 10

// EmbedSuffix is the ending of the files that are read: scripts for Redis.
const EmbedSuffix = ".lua"

// embeds reads the scripts that the package's variables embed. A file that is
// not there, or that is no plain file below the package's folder, is left out.
func (b *builder) embeds() {
	for _, f := range b.in.Syntax {
		dir := filepath.Dir(b.in.Fset.Position(f.Pos()).Filename)
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.VAR {
				continue
			}
			for _, s := range g.Specs {
				v := s.(*ast.ValueSpec)
				doc := v.Doc
				if doc == nil && len(g.Specs) == 1 {
					doc = g.Doc
				}
				if name := embedded(doc); name != "" && len(v.Names) == 1 {
					b.embed(v.Names[0].Name, dir, name)
				}
			}
		}
	}
}

func embedded(doc *ast.CommentGroup) string {
	if doc == nil {
		return ""
	}
	for _, c := range doc.List {
		if name, ok := strings.CutPrefix(c.Text, "//go:embed "); ok && strings.HasSuffix(name, EmbedSuffix) && filepath.IsLocal(strings.TrimSpace(name)) {
			return strings.TrimSpace(name)
		}
	}
	return ""
}

func (b *builder) embed(global, dir, name string) {
	path := filepath.Join(dir, filepath.FromSlash(name))
	if st, err := os.Lstat(path); err != nil || !st.Mode().IsRegular() {
		return
	}
	f, err := os.Open(path)
	if err != nil {
		return
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxEmbed+1))
	if err != nil || len(text) > maxEmbed {
		return
	}
	b.out.Embeds = append(b.out.Embeds, Embed{Global: b.in.Path + "." + global, Text: string(text)})
}
