// Package mr has the shape of go-zero's mr and no behaviour.
package mr

type Writer[T any] interface{ Write(v T) }

func MapReduce[T, U, V any](generate func(source chan<- T), mapper func(item T, writer Writer[U], cancel func(error)), reducer func(pipe <-chan U, writer Writer[V], cancel func(error))) (v V, err error) {
	return v, nil
}
