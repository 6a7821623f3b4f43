// Package gocron has the shape of gocron before its version 2 and no behaviour.
package gocron

import "time"

type Job struct{ name string }

type Scheduler struct{ tags int }

func NewScheduler(loc *time.Location) *Scheduler                                { return nil }
func (s *Scheduler) Every(interval interface{}) *Scheduler                      { return nil }
func (s *Scheduler) Minutes() *Scheduler                                        { return nil }
func (s *Scheduler) Seconds() *Scheduler                                        { return nil }
func (s *Scheduler) Cron(cronExpression string) *Scheduler                      { return nil }
func (s *Scheduler) Do(jobFun interface{}, params ...interface{}) (*Job, error) { return nil, nil }
func (s *Scheduler) StartAsync()                                                {}
