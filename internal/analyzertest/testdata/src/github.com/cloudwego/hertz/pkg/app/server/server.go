// Package server has the shape of hertz' server and no behaviour.
package server

import (
	"github.com/cloudwego/hertz/pkg/common/config"
	"github.com/cloudwego/hertz/pkg/route"
)

type Hertz struct {
	*route.Engine
}

func Default(opts ...config.Option) *Hertz { return nil }
func (h *Hertz) Spin()                     {}
