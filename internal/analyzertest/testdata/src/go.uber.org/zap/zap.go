// Package zap has the shape of the library and no behaviour.
package zap

import "go.uber.org/zap/zapcore"

type Logger struct{ core zapcore.Core }

type Option interface{ apply(*Logger) }

func New(core zapcore.Core, options ...Option) *Logger   { return nil }
func Hooks(hooks ...func(zapcore.Entry) error) Option    { return nil }
func (log *Logger) Info(msg string, fs ...zapcore.Field) {}
