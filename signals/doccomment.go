package signals

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"regexp"
	"slices"
	"sort"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
)

// wholeStore lists the commands that empty more than one cache could own, and
// the words by which a doc comment admits as much.
func wholeStore(command string) *regexp.Regexp {
	switch command {
	case "FLUSHDB":
		return namesDatabase
	case "FLUSHALL", "FLUSH_ALL", "SWAPDB":
		return namesServer
	}
	return nil
}

var (
	namesDatabase = regexp.MustCompile(`(?i)\b(?:databases?|dbs?|(?-i:FLUSH ?DB|FLUSH ?ALL)|(?:redis|memcached?|valkey) (?:server|instance|cluster)|whole redis|entire redis|not created by|other (?:applications?|caches?|users))\b`)
	wholeCache    = regexp.MustCompile(`(?i)\b(?:all|every|everything|entire|whole|complete(?:ly)?)\b`)
	namesServer   = regexp.MustCompile(`(?i)\b(?:all (?:the )?(?:databases|dbs|servers?)|every (?:database|server)|(?-i:FLUSH ?ALL|flush_all)|(?:whole|entire|each|all) (?:\w+ )?(?:server|instance|cluster|redis|memcached?)s?|not created by)\b`)
)

// DocComment judges the doc comment of an exported function on the path to
// commands (normalised, upper case). Where it reaches a command that empties a
// whole database or server while its words promise less, that is a
// contradiction: a Warn. Where its words admit what it does, they are quoted
// at Note. An empty comment promises nothing and gives no signal.
func (l *Lexicon) DocComment(symbol, doc string, commands []string) (finding.Signal, bool) {
	doc = strings.Join(strings.Fields(Clean(cut(doc, maxBody))), " ")
	if doc == "" {
		return finding.Signal{}, false
	}
	out := finding.Signal{Source: sourceDocComment, Symbol: symbol, Score: threshold, Level: finding.Note}
	for _, command := range commands {
		admits := wholeStore(command)
		if admits == nil || command == "FLUSH_ALL" && wholeCache.MatchString(doc) && !admits.MatchString(doc) {
			continue // memcached holds nothing but a cache
		}
		out.Class = "flush"
		if at := admits.FindStringIndex(doc); at != nil {
			out.Phrase = quote(doc, at[0], at[1])
			out.Title = fmt.Sprintf("the doc comment says that it reaches beyond this cache (%s)", command)
			return out, true
		}
		out.Level, out.Score = finding.Warn, machineRead
		out.Phrase = quoteAll(firstSentence(doc))
		out.Title = fmt.Sprintf("the doc comment does not say that %s empties %s", command, scopeOf(command))
		return out, true
	}
	out.Title = "doc comment"
	for _, sentence := range sentences(doc) {
		for _, s := range l.saidIn(sentence, block{}) {
			about := l.about(s.Class, commands)
			if about || out.Class == "" {
				out.Class, out.Phrase = s.Class, s.phrase
			}
			if about {
				return out, true
			}
		}
	}
	if out.Class == "" {
		return finding.Signal{}, false
	}
	return out, true
}

// about tells whether a class of statements speaks of one of the commands.
func (l *Lexicon) about(class string, commands []string) bool {
	k := l.byName[class]
	return k != nil && slices.ContainsFunc(commands, func(c string) bool { return slices.Contains(k.Commands, c) })
}

const sourceDocComment = "doc-comment"

func scopeOf(command string) string {
	if command == "FLUSHDB" {
		return "the whole database"
	}
	return "the whole server"
}

func firstSentence(doc string) string {
	if i := strings.Index(doc, ". "); i > 0 {
		return doc[:i+1]
	}
	return doc
}

// documented is one exported function on the path of findings.
type documented struct {
	full, name, receiver, file string
	commands                   []string
}

// docComments judges the doc comments of the exported functions of module that
// stand on the findings' paths. tree is the module's root.
func (l *Lexicon) docComments(tree fs.FS, module string, findings []finding.Finding) ([]finding.Signal, error) {
	var out []finding.Signal
	var errs []error
	files := map[string]*ast.File{}
	lines := token.NewFileSet()
	for _, d := range onPaths(module, findings) {
		file, ok := files[d.file]
		if !ok {
			var err error
			if file, err = parseFile(tree, lines, d.file); err != nil {
				errs = append(errs, fmt.Errorf("read doc comments of %s: %w", d.file, err))
			}
			files[d.file] = file
		}
		doc, at := d.find(file)
		if doc, err := referred(tree, d, doc); err != nil {
			errs = append(errs, fmt.Errorf("read doc comments beside %s: %w", d.file, err))
		} else if s, ok := l.DocComment(d.symbol(), doc, d.commands); ok {
			s.URL = fmt.Sprintf("%s#L%d", d.file, lines.Position(at).Line)
			out = append(out, s)
		}
	}
	return out, errors.Join(errs...)
}

// parseFile parses one Go file; a file with errors still gives what was read.
func parseFile(tree fs.FS, lines *token.FileSet, name string) (*ast.File, error) {
	data, err := readHead(tree, name, 4<<20)
	if err != nil {
		return nil, err
	}
	file, err := parser.ParseFile(lines, name, data, parser.ParseComments|parser.SkipObjectResolution)
	if file == nil {
		return nil, err
	}
	return file, nil
}

// onPaths lists the exported functions of module that lead to findings, with
// the commands that each reaches, sorted by name.
func onPaths(module string, findings []finding.Finding) []documented {
	byName := map[string]*documented{}
	for _, f := range findings {
		for _, fr := range f.Path {
			add(byName, module, fr.Function, fr.Place, f.Command)
		}
		add(byName, module, f.Sink.Function, f.Sink.Place, f.Command)
		add(byName, module, f.Entry.Function, f.Entry.Place, f.Command)
	}
	out := make([]documented, 0, len(byName))
	for _, d := range byName {
		sort.Strings(d.commands)
		out = append(out, *d)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].full < out[j].full })
	return out
}

func add(byName map[string]*documented, module, full string, at finding.Place, command string) {
	receiver, name := splitFunc(full)
	if at.Module != module || !ast.IsExported(name) || receiver != "" && !ast.IsExported(receiver) || !fs.ValidPath(at.File) {
		return
	}
	d := byName[full]
	if d == nil {
		d = &documented{full: full, name: name, receiver: receiver, file: at.File}
		byName[full] = d
	}
	if command != "" && !slices.Contains(d.commands, command) {
		d.commands = append(d.commands, command)
	}
}

func (d documented) symbol() string {
	if d.receiver == "" {
		return d.name
	}
	return d.receiver + "." + d.name
}

// find returns the doc comment of the function and where its declaration is.
func (d documented) find(file *ast.File) (string, token.Pos) {
	if file == nil {
		return "", token.NoPos
	}
	for _, decl := range file.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if ok && fn.Name.Name == d.name && receiverName(fn) == d.receiver {
			return fn.Doc.Text(), fn.Pos()
		}
	}
	return "", token.NoPos
}

func receiverName(fn *ast.FuncDecl) string {
	if fn.Recv == nil || len(fn.Recv.List) == 0 {
		return ""
	}
	t := fn.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.ParenExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.Ident:
			return x.Name
		default:
			return ""
		}
	}
}

// splitFunc cuts a types.Func.FullName into receiver type and name:
// "(*a/b.T[K]).M" into T and M, "a/b.F" into nothing and F.
func splitFunc(full string) (receiver, name string) {
	full = typeArguments.ReplaceAllString(full, "")
	if i := strings.LastIndex(full, "/"); i >= 0 {
		full = full[i+1:]
	}
	parts := strings.Split(strings.NewReplacer("(", "", ")", "", "*", "").Replace(full), ".")
	if len(parts) > 2 {
		return parts[len(parts)-2], parts[len(parts)-1]
	}
	return "", parts[len(parts)-1]
}

var typeArguments = regexp.MustCompile(`\[[^\]]*\]`)
