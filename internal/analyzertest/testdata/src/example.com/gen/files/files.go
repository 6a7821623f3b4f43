// Package files has the shape of what protoc-gen-twirp writes.
package files

import (
	"context"
	"net/http"
)

type UploadReq struct{ Name string }

type UploadResp struct{}

type Files interface {
	Upload(context.Context, *UploadReq) (*UploadResp, error)
}

type TwirpServer interface {
	http.Handler
	PathPrefix() string
}

func NewFilesServer(svc Files, opts ...interface{}) TwirpServer { return nil }
