// Package filespb has the shape of what protoc-gen-go-grpc and
// protoc-gen-grpc-gateway write for a service.
package filespb

import (
	"context"

	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"google.golang.org/grpc"
)

type UploadRequest struct{ Name string }

type UploadReply struct{}

type FilesServer interface {
	Upload(context.Context, *UploadRequest) (*UploadReply, error)
	Watch(*UploadRequest, Files_WatchServer) error
	mustEmbedUnimplementedFilesServer()
}

type UnimplementedFilesServer struct{}

func (UnimplementedFilesServer) Upload(context.Context, *UploadRequest) (*UploadReply, error) {
	return nil, nil
}
func (UnimplementedFilesServer) Watch(*UploadRequest, Files_WatchServer) error { return nil }
func (UnimplementedFilesServer) mustEmbedUnimplementedFilesServer()            {}

type Files_WatchServer interface {
	Send(*UploadReply) error
	grpc.ServerStream
}

func RegisterFilesServer(s grpc.ServiceRegistrar, srv FilesServer) {}

func RegisterFilesHandlerServer(ctx context.Context, mux *runtime.ServeMux, server FilesServer) error {
	return nil
}

type FilesClient interface {
	Upload(ctx context.Context, in *UploadRequest, opts ...grpc.CallOption) (*UploadReply, error)
}
