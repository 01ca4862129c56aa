/**
 * The CUDA device and its compiler: memory, streams, launches, and how long kernels take. These are the only classes
 * that use JCuda. Nothing here knows of networks.
 */
@NullMarked
package dev.backspike.engine.cuda.driver;

import org.jspecify.annotations.NullMarked;
