// Package filesv1connect has the shape of what protoc-gen-connect-go writes.
package filesv1connect

import (
	"context"
	"net/http"

	"connectrpc.com/connect"
)

type UploadRequest struct{ Name string }

type UploadResponse struct{}

type FilesServiceHandler interface {
	Upload(context.Context, *connect.Request[UploadRequest]) (*connect.Response[UploadResponse], error)
}

func NewFilesServiceHandler(svc FilesServiceHandler, opts ...connect.HandlerOption) (string, http.Handler) {
	return "", nil
}
