// Package gate decides: findings, a policy, waivers and a baseline in, levels,
// statuses and a verdict out. It is pure: it reads no clock and no network, and
// knows nothing of how findings were made or will be shown. Only a baseline is
// written to disk here, atomically.
//
// Limits: a policy can move levels and waive findings, it cannot make them
// disappear from the report.
package gate
