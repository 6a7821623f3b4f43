// Package signals reads what a module says of itself: the threads of its issue
// tracker, its README and documentation, the doc comments of its functions and
// its go.mod. It judges those words, ties them to findings in the code and
// says in which version a fix is.
//
// Judging is pure: text in, a class and the phrase that decided out. The words
// are data, one YAML file for each class under lexicon; a new word goes there
// and nowhere else. How likely somebody reports harm at all, single words say in
// signals/tone, fitted from labelled threads. Fetching is behind Tracker, one
// folder for each kind of host; what they all need of HTTP is in signals/fetch.
//
// How good that is: threads of other projects were labelled first and judged
// once before anybody read them, in six sets, and read after that. Of 100
// threads with some sentences of their text each, 43 of 54 warnings were right
// and 43 of 53 threads that warn were found: a precision of 80% and a recall of
// 81%, before the last mends. Of 280 more, most of them found by searching for
// what the lexicon has no words for, 103 of 117 warnings were right (88%) and 103
// of 152 were found (68%), the last 45 of them 31 of 34 and 31 of 37. The threads
// that the lexicon was chosen from, judged with single words that were fitted
// without them, read 93% and 83%, which says little of others.
// TestLabelled measures on any file of labelled threads.
//
// What it does not know: meaning. The words were chosen from threads of
// cache and Redis repositories, most of them English, some Chinese; wording
// that nobody thought of is missed, so that "no signal" never means "safe". It
// does not read images, attachments or linked pages, and it believes nobody's
// count of stars, reactions or comments. A signal alone never fails a module.
package signals
