package summary

import (
	"go/ast"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Embed is a script that go:embed puts into a variable: its text is no constant
// of the source.
type Embed struct {
	// Global is "path.name" of the variable.
	Global, Text string
	// Name is the script's path within an embed.FS, empty for a variable that
	// holds the one script.
	Name string
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
				if len(v.Names) == 1 {
					b.embedAll(v, dir, patterns(doc))
				}
			}
		}
	}
}

// patterns lists what the go:embed lines of a comment ask for.
func patterns(doc *ast.CommentGroup) []string {
	var out []string
	if doc == nil {
		return nil
	}
	for _, c := range doc.List {
		rest, ok := strings.CutPrefix(c.Text, "//go:embed ")
		if !ok {
			continue
		}
		for _, word := range strings.Fields(rest) {
			if word = strings.TrimPrefix(strings.Trim(word, "\"`"), "all:"); filepath.IsLocal(filepath.FromSlash(word)) {
				out = append(out, word)
			}
		}
	}
	return out
}

// maxFiles bounds the scripts of one embed.FS.
const maxFiles = 64

// embedAll reads the one script of a variable, or those of an embed.FS.
func (b *builder) embedAll(v *ast.ValueSpec, dir string, asked []string) {
	fs, isFS := v.Type.(*ast.SelectorExpr)
	if !isFS || fs.Sel.Name != "FS" {
		if len(asked) == 1 && strings.HasSuffix(asked[0], EmbedSuffix) {
			b.embed(v.Names[0].Name, dir, asked[0], "")
		}
		return
	}
	for _, name := range scriptsIn(dir, asked) {
		b.embed(v.Names[0].Name, dir, name, name)
	}
}

// maxFolders is how deep below the package's folder scripts are looked for; what
// decides whether a summary still holds looks no deeper.
const maxFolders = 2

// scriptsIn lists the scripts that patterns match, and those in folders that they
// match, by their paths below dir. Links are not followed.
func scriptsIn(dir string, asked []string) []string {
	dir, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return nil
	}
	var out []string
	for _, pattern := range asked {
		found, err := filepath.Glob(filepath.Join(dir, filepath.FromSlash(pattern)))
		if err != nil {
			continue
		}
		for _, root := range found {
			if at, err := filepath.EvalSymlinks(root); err != nil || at != root {
				continue
			}
			// What cannot be read is left out, as a file that is not there.
			_ = filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
				if err != nil || len(out) == maxFiles {
					return filepath.SkipAll
				}
				rel, err := filepath.Rel(dir, path)
				if err == nil && strings.Count(rel, string(filepath.Separator)) <= maxFolders && d.Type().IsRegular() && strings.HasSuffix(path, EmbedSuffix) {
					out = append(out, filepath.ToSlash(rel))
				}
				return nil
			})
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (b *builder) embed(global, dir, name, within string) {
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
	b.out.Embeds = append(b.out.Embeds, Embed{Global: b.in.Path + "." + global, Text: string(text), Name: within})
}
