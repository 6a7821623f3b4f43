package signals

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/cachevet/cachevet/signals/fetch"
)

// goImport asks the module path's own page where the repository is.
func (r *locator) goImport(ctx context.Context, module string) (l Location, ok bool, err error) {
	if !strings.Contains(strings.SplitN(module, "/", 2)[0], ".") {
		return Location{}, false, nil
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://"+module+"?go-get=1", nil)
	if err != nil {
		return Location{}, false, fmt.Errorf("ask for the repository of %s: %w", module, err)
	}
	resp, err := r.client.Do(req)
	if err != nil {
		if is(err, fetch.NotFound) {
			return Location{}, false, nil
		}
		return Location{}, false, fmt.Errorf("ask for the repository of %s: %w", module, err)
	}
	defer func() { err = errors.Join(err, resp.Body.Close()) }()
	l, ok = parseGoImport(resp.Body, module)
	return l, ok, nil
}

// parseGoImport reads the meta elements at the head of a page. go-source is
// used only where go-import names no version control.
func parseGoImport(r io.Reader, module string) (Location, bool) {
	d := xml.NewDecoder(io.LimitReader(r, 256<<10))
	d.Strict = false
	d.AutoClose = xml.HTMLAutoClose
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	var source Location
	for {
		t, err := d.RawToken()
		if err != nil {
			return source, source.Host != ""
		}
		switch e := t.(type) {
		case xml.StartElement:
			if strings.EqualFold(e.Name.Local, "body") {
				return source, source.Host != ""
			}
			name, content := meta(e)
			l, ok := importFields(strings.Fields(content), module, name)
			switch {
			case ok && name == "go-import":
				return l, true
			case ok && source.Host == "":
				source = l
			}
		case xml.EndElement:
			if strings.EqualFold(e.Name.Local, "head") {
				return source, source.Host != ""
			}
		}
	}
}

func meta(e xml.StartElement) (name, content string) {
	if !strings.EqualFold(e.Name.Local, "meta") {
		return "", ""
	}
	for _, a := range e.Attr {
		switch strings.ToLower(a.Name.Local) {
		case "name":
			name = a.Value
		case "content":
			content = a.Value
		}
	}
	return name, content
}

// importFields reads "prefix vcs root [subdir]" of go-import and "prefix home
// ..." of go-source.
func importFields(f []string, module, name string) (Location, bool) {
	if len(f) < 2 || module != f[0] && !strings.HasPrefix(module, f[0]+"/") {
		return Location{}, false
	}
	rest := strings.Trim(strings.TrimPrefix(module, f[0]), "/")
	if majorSuffix.MatchString(rest) {
		rest = ""
	}
	address := f[1]
	if name == "go-import" {
		if len(f) < 3 || f[1] == "mod" {
			return Location{}, false
		}
		if address = f[2]; len(f) > 3 {
			rest = strings.Trim(f[3]+"/"+rest, "/")
		}
	} else if name != "go-source" {
		return Location{}, false
	}
	l, ok := parseRepository(address)
	l.FoundBy, l.Subdir = name, rest
	return l, ok
}
