/**
 * Parsers that eat what others send, fed with garbage: {@link io.hffs.fs.fuzz.FuzzTarget} names
 * one, {@link io.hffs.fs.fuzz.Fuzzer} runs it on a kept corpus and on what a seeded {@link
 * io.hffs.fs.fuzz.Mutator} makes of it, and {@link io.hffs.fs.fuzz.JazzerTarget} lets Jazzer search
 * by coverage ({@code scripts/fuzz}).
 */
package io.hffs.fs.fuzz;
