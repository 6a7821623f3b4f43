// Package viper has the declarations of viper that test programs use.
package viper

import "time"

func SetDefault(key string, value any) {}

func GetDuration(key string) time.Duration { return 0 }
