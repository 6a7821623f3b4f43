// Package module has the shape of leaf's and no behaviour.
package module

import "github.com/name5566/leaf/timer"

type Skeleton struct{ l int }

func (s *Skeleton) RegisterChanRPC(id interface{}, f interface{})            {}
func (s *Skeleton) RegisterCommand(name string, help string, f interface{})  {}
func (s *Skeleton) CronFunc(cronExpr *timer.CronExpr, cb func()) *timer.Cron { return nil }
