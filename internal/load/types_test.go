package load

import "go/types"

// methodsOf returns all methods declared in a package.
func methodsOf(pkg *types.Package) []*types.Func {
	var all []*types.Func
	for _, name := range pkg.Scope().Names() {
		tn, ok := pkg.Scope().Lookup(name).(*types.TypeName)
		if !ok {
			continue
		}
		if named, ok := tn.Type().(*types.Named); ok && !tn.IsAlias() {
			for i := range named.NumMethods() {
				all = append(all, named.Method(i))
			}
		}
	}
	return all
}
