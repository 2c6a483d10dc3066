/**
 * Where the tensors lie in a file of weights: {@link io.hffs.fs.weights.Safetensors}, {@link
 * io.hffs.fs.weights.Gguf}. Pure; a file that is not what it claims to be is refused with a
 * sentence, and then read like any other.
 */
@NullMarked
package io.hffs.fs.weights;

import org.jspecify.annotations.NullMarked;
