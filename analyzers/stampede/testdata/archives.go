package pages

import (
	"net/http"

	"example.com/archive"
	gocache "github.com/patrickmn/go-cache"
)

type Handler struct{ archives, names *gocache.Cache }

// Content opens what it does not find opened, as everybody does who comes meanwhile.
func (h *Handler) Content(w http.ResponseWriter, r *http.Request) {
	id := r.FormValue("id")
	var a *archive.Archive
	if v, ok := h.archives.Get(id); ok {
		a = v.(*archive.Archive)
	} else {
		var err error
		if a, err = archive.Open("archives/" + id); err != nil { // want "stampede warn"
			return
		}
		h.archives.Set(id, a, 0)
	}
	_ = a
}

// Name keeps what is soon put together.
func (h *Handler) Name(id string) string {
	if v, ok := h.names.Get(id); ok {
		return v.(string)
	}
	name, err := archive.Name(id)
	if err != nil {
		return ""
	}
	h.names.Set(id, name, 0)
	return name
}
