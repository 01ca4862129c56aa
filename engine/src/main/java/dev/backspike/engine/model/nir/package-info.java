/**
 * Models in the Neuromorphic Intermediate Representation (Pedersen et al. 2024, neuroir.org), an HDF5 file with a graph
 * of nodes. Read {@link dev.backspike.engine.model.nir.NirModel} first, then
 * {@link dev.backspike.engine.model.nir.NirExport}, which has the correspondence of the two.
 */
@NullMarked
package dev.backspike.engine.model.nir;

import org.jspecify.annotations.NullMarked;
