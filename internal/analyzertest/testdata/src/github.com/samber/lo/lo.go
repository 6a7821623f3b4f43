package lo

func Map[T, R any](collection []T, iteratee func(item T, index int) R) []R { return nil }

func FilterMap[T, R any](collection []T, callback func(item T, index int) (R, bool)) []R { return nil }

func ForEach[T any](collection []T, iteratee func(item T, index int)) {}
