package modules

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
)

// scratchModule is the main module where the user has none. The name can belong
// to nobody.
const scratchModule = "cachevet.invalid/scratch"

// overlay is a go.mod of our own in a temporary folder: a fresh one outside a
// module, otherwise a copy of the user's that the go command uses instead.
type overlay struct {
	tool       goTool
	env        goEnv
	dir        string
	inModule   bool
	mainModule string
	queries    []query
	notes      []string
	// doubt is what is wrong with the user's go.mod where a newer go command may
	// know better.
	doubt error
}

// newOverlay makes the temporary folder and the go.mod in it.
func newOverlay(g goTool, env goEnv) (*overlay, error) {
	dir, err := os.MkdirTemp(getenv(g.env, "TMPDIR"), "cachevet-")
	if err != nil {
		return nil, fileError(err, "make a temporary folder")
	}
	o := &overlay{tool: g, env: env, dir: dir}
	// The module is loaded alone: a workspace can neither be overlaid nor changed.
	o.tool.env = append(o.tool.env, "GOWORK=off")
	if env.inModule() {
		err = o.copyOwn()
	} else {
		err = o.startScratch()
	}
	if err != nil {
		o.close()
		return nil, err
	}
	return o, nil
}

// close removes the temporary folder. What cannot be removed stays in the
// system's folder for temporary files.
func (o *overlay) close() { _ = os.RemoveAll(o.dir) }

func (o *overlay) modFile() string { return filepath.Join(o.dir, "go.mod") }

// startScratch writes the go.mod of an empty module.
func (o *overlay) startScratch() error {
	o.mainModule, o.tool.dir = scratchModule, o.dir
	text := "module " + scratchModule + "\n"
	if v := o.env.language(); v != "" {
		text += "\ngo " + v + "\n"
	}
	if err := os.WriteFile(o.modFile(), []byte(text), 0o600); err != nil {
		return fileError(err, "write a temporary go.mod")
	}
	return nil
}

// copyOwn copies the user's go.mod and go.sum, and what a workspace adds to
// them. Relative replacements stay: the go command reads them from the folder of
// the real go.mod.
func (o *overlay) copyOwn() error {
	o.inModule, o.tool.dir = true, filepath.Dir(o.env.GOMOD)
	from := o.env.GOMOD
	if f := flagValue(o.env.GOFLAGS, "-modfile"); f != "" {
		from = absolute(o.tool.dir, f)
	}
	data, err := os.ReadFile(from)
	if err != nil {
		return fileError(err, "read go.mod")
	}
	shown := from
	if rel, err := filepath.Rel(o.tool.dir, from); err == nil && filepath.IsLocal(rel) {
		shown = filepath.ToSlash(rel)
	}
	f, doubt, err := readOwn(shown, data)
	if err != nil {
		return err
	}
	o.doubt = doubt
	if f.Module == nil {
		return &Error{Kind: OwnGoMod, Where: escape(shown), What: "it names no module", Do: "add a module line"}
	}
	o.mainModule = f.Module.Mod.Path
	if err := o.joinWorkspace(f); err != nil {
		return err
	}
	return o.write(f, strings.TrimSuffix(from, ".mod")+".sum")
}

// write stores f as the overlay's go.mod, with the sums of the file sumFrom.
func (o *overlay) write(f *modfile.File, sumFrom string) error {
	if err := o.save(f); err != nil {
		return err
	}
	o.tool.flags = []string{"-modfile=" + o.modFile()}
	sums, err := os.ReadFile(sumFrom)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fileError(err, "read go.sum")
	}
	if err := os.WriteFile(filepath.Join(o.dir, "go.sum"), sums, 0o600); err != nil {
		return fileError(err, "write a temporary go.sum")
	}
	return nil
}

// save writes f as the overlay's go.mod.
func (o *overlay) save(f *modfile.File) error {
	data, err := f.Format()
	if err != nil {
		return badGoMod(o.modFile(), err)
	}
	if err := os.WriteFile(o.modFile(), data, 0o600); err != nil {
		return fileError(err, "write a temporary go.mod")
	}
	return nil
}

// joinWorkspace makes f stand alone: what a go.work lends it becomes replace
// directives, since GOWORK is off.
func (o *overlay) joinWorkspace(f *modfile.File) error {
	if o.env.GOWORK == "" || o.env.GOWORK == "off" {
		return nil
	}
	o.notes = append(o.notes, fmt.Sprintf("vetted with GOWORK=off for %s: the modules of %s are used as replacements", escape(o.mainModule), escape(o.env.GOWORK)))
	data, err := os.ReadFile(o.env.GOWORK)
	if err != nil {
		return fileError(err, "read go.work")
	}
	w, err := modfile.ParseWork(o.env.GOWORK, data, nil)
	if err != nil {
		return badGoMod(o.env.GOWORK, err)
	}
	root := filepath.Dir(o.env.GOWORK)
	for _, r := range w.Replace {
		to := r.New.Path
		if modfile.IsDirectoryPath(to) {
			to = absolute(root, to)
		}
		if err := f.AddReplace(r.Old.Path, r.Old.Version, to, r.New.Version); err != nil {
			return badGoMod(o.env.GOWORK, err)
		}
	}
	for _, u := range w.Use {
		if err := o.useSibling(f, absolute(root, u.Path)); err != nil {
			return err
		}
	}
	return nil
}

// useSibling replaces the workspace's module in dir by that folder.
func (o *overlay) useSibling(f *modfile.File, dir string) error {
	data, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		return fileError(err, "read a go.mod of the workspace")
	}
	path := modfile.ModulePath(data)
	if path == "" || path == o.mainModule {
		return nil
	}
	if err := f.AddReplace(path, "", dir, ""); err != nil {
		return badGoMod(o.env.GOWORK, err)
	}
	return nil
}

// parse reads the overlay's go.mod as it stands.
func (o *overlay) parse() (*modfile.File, error) {
	data, err := os.ReadFile(o.modFile())
	if err != nil {
		return nil, fileError(err, "read a temporary go.mod")
	}
	f, err := parseModFile(o.modFile(), data)
	if err != nil {
		return nil, badGoMod(o.modFile(), err)
	}
	return f, nil
}

// parseModFile reads a go.mod. One with directives that are not known yet is
// read as far as it goes, without its replacements.
func parseModFile(name string, data []byte) (*modfile.File, error) {
	f, err := modfile.Parse(name, data, nil)
	if err == nil {
		return f, nil
	}
	return modfile.ParseLax(name, data, nil)
}

// flagValue finds -name=value among the words of GOFLAGS.
func flagValue(goflags, name string) string {
	words := strings.Fields(goflags)
	slices.Reverse(words)
	for _, w := range words {
		w = strings.Replace(w, "--", "-", 1)
		if v, ok := strings.CutPrefix(w, name+"="); ok {
			return v
		}
	}
	return ""
}

func absolute(dir, path string) string {
	if path = filepath.FromSlash(path); filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}

// fileError describes a failed operation on a file.
func fileError(err error, doing string) error {
	e := &Error{Kind: Unreadable, What: "cannot " + doing, Do: "check the permissions", err: err}
	var pe *os.PathError
	if errors.As(err, &pe) {
		e.Where, e.What = escape(pe.Path), e.What+" ("+escape(pe.Err.Error())+")"
	}
	if isDiskFull(err) {
		e.Kind, e.Do = DiskFull, "free some space, or set TMPDIR to a folder that has it"
	}
	return e
}

func badGoMod(file string, err error) error {
	return &Error{Kind: BadGoMod, Where: escape(file), What: "cannot be read (" + condense(err.Error()) + ")", Do: "correct it", err: err}
}
