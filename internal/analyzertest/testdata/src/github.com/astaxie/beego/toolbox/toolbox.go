// Package toolbox has the shape of beego's and no behaviour.
package toolbox

type TaskFunc func() error

type Task struct{ Taskname string }

func NewTask(tname string, spec string, f TaskFunc) *Task { return nil }
