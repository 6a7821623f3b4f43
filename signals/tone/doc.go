// Package tone tells from the single words of a thread whether its author
// reports harm, as log-odds. It knows nothing of classes and cites nothing: the
// lexicon does both, and tone only makes it bolder or more careful.
//
// The weights in words.tsv are fitted by gentone from threads.tsv: which words
// labelled threads hold, in no order, and only words that trackers of several
// owners use, so that no project is known by its name. What is not known: word
// order, negation, and any word that the labelled threads do not use.
package tone

//go:generate go run ./gentone
