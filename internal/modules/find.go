package modules

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// listed is what go list says of a package that was asked for.
type listed struct {
	ImportPath string
	Module     *Mod
	Error      *struct{ Err string }
}

// find lists the packages that the answers ask for, without their imports, and
// so makes the go command settle the build list. It returns the modules that
// hold them by path.
func (o *overlay) find(ctx context.Context, answers []answer) (map[string]Mod, error) {
	var pkgs []listed
	err := o.withStubs(ctx, func() (err error) {
		pkgs, err = o.list(ctx, answers)
		return err
	})
	if err != nil {
		return nil, o.blame(err, answers)
	}
	mods := map[string]Mod{}
	for _, p := range pkgs {
		if p.Module != nil {
			mods[p.Module.Path] = *p.Module
		}
	}
	for _, a := range answers {
		if _, ok := mods[a.module]; !ok {
			return nil, &Error{Kind: NoGoFiles, Where: a.query.String(), What: "holds no Go package", Do: "check the path and version"}
		}
	}
	return mods, nil
}

// list runs go list -find on the patterns of answers. What keeps the go command
// from matching a pattern at all is an error, a fault of one package is not.
func (o *overlay) list(ctx context.Context, answers []answer) ([]listed, error) {
	args := append([]string{"list"}, o.tool.flags...)
	args = append(args, "-mod=mod", "-e", "-find", "-json=ImportPath,Module,Error", "--")
	for _, a := range answers {
		args = append(args, a.query.pattern(a.module))
	}
	out, err := o.tool.run(ctx, args...)
	if err != nil {
		return nil, err
	}
	var pkgs []listed
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			return pkgs, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read the output of go list: %w", err)
		}
		if p.Error != nil && (p.Module == nil || strings.HasSuffix(p.ImportPath, "/...")) {
			return nil, &failure{args: args, stderr: p.Error.Err, err: errors.New("cannot match " + p.ImportPath)}
		}
		pkgs = append(pkgs, p)
	}
}

// blame describes a failure as that of the query whose module it names, or of
// the first.
func (o *overlay) blame(err error, answers []answer) error {
	q := answers[0].query
	for _, a := range answers {
		if strings.Contains(stderrOf(err), a.module+"@") {
			q = a.query
			break
		}
	}
	return classify(err, q)
}
