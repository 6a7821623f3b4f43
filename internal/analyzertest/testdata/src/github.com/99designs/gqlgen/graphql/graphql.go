// Package graphql has the shape of gqlgen's and no behaviour.
package graphql

import "io"

type Marshaler interface{ MarshalGQL(w io.Writer) }
