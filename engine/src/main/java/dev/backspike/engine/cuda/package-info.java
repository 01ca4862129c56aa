/**
 * The clock-driven engine for CUDA devices: what {@link dev.backspike.engine.cpu} does, step for step, with the same
 * spikes. It has three packages: {@link dev.backspike.engine.cuda.source} is the text of the kernels,
 * {@link dev.backspike.engine.cuda.driver} the device, and this one the phases. Read
 * {@link dev.backspike.engine.cuda.source.Layout}, then {@code neuron.cu}, which has all that is particular to the
 * neuron model, then the phases {@link dev.backspike.engine.cuda.Forward}, {@link dev.backspike.engine.cuda.Adjoint},
 * {@link dev.backspike.engine.cuda.Gather} and {@link dev.backspike.engine.cuda.Optimiser}, each with the {@code .cu}
 * file that it launches, {@link dev.backspike.engine.cuda.Parameters} with {@code parameters.cu}, and
 * {@link dev.backspike.engine.cuda.Pieces}, which cuts batches that the memory does not hold.
 * {@link dev.backspike.engine.cuda.source.KernelSource} makes one network's kernels of the files ({@code ./backspike
 * bench SPEC --kernels} prints them).
 *
 * <h2>Work and time, on paper</h2>
 *
 * Nothing here has been measured on a device yet. Per trial and step, with N neurons in rows of 4 N bytes, s_in input
 * and s_h hidden spikes in the step, one current, a direct readout:
 *
 * <pre>
 *             reads                          writes                      operations
 * forward     (s_in + s_h) rows of weights   s_h (index, slope)          N (s_in + s_h) + 6 N
 * adjoint     s_h rows of weights            a row of the trace          2 N s_h + 7 N
 * gather      (s_in + s_h) rows of trace     weights once a batch        N (s_in + s_h)
 * optimiser   5 floats a weight and batch    3 floats a weight and batch
 * </pre>
 *
 * Less than one operation a byte: the caches bound it, not arithmetic, and a small batch is bound by latency, since one
 * multiprocessor has one trial. For 700-256-20, recurrent, 1000 steps, 8000 input and 8834 hidden spikes a trial, batch
 * of 32 (the workload {@code shd-shape-256}) on an H100 at 1.75 GHz:
 *
 * <ul>
 *   <li>forward: 17 rows of 1 KiB a step, eight at a time, each time two dependent reads of the second-level cache of
 *       270 cycles or less; barriers, rank and closed form 200 cycles. Some 1200 cycles a step: 0.7 ms. The rows are
 *       0.55 GB for the batch, a sixth of what that cache delivers in the time.
 *   <li>adjoint: 9 spikes over 8 warps, so two rounds of two dependent reads, a sum over the warp and an update, 900
 *       cycles each; with the step's own 400, 2200 cycles: 1.3 ms.
 *   <li>gather: 0.55 GB out of traces of 33 MB, which the second-level cache of 50 MB holds: 0.15 ms at 4 TB/s.
 *   <li>optimiser: 8 MB: 10 microseconds. Launches, of which a batch has 3 besides the optimiser's 1 to 4, and the wait
 *       for the results: 50 microseconds.
 *   <li>copies: 2.4 MB of spikes, 0.1 ms at 25 GB/s, beside the previous batch's backward phases. Packing them takes
 *       about 10 ns a spike on one thread of the host, 2.6 ms: give it several ({@code backspike.worker.threads}).
 * </ul>
 *
 * Together about 2.3 ms for 32 trials, and hardly more for 128, as 100 of 132 multiprocessors idle with 32. For 1024
 * hidden neurons (43 spikes a step, rows of 4 KiB, 64 bytes a cycle into a multiprocessor): 1.8 + 2.4 + 2.5 ms. An A100
 * has 0.8 of the clock and 40 MB of cache: 3 and 9 ms. Against what is published:
 *
 * <pre>
 *                                                      published   expected (H100)
 * a batch of 32 of SSC, mlGeNN, 256 hidden              25 ms       2.3 ms
 * an epoch of SHD (255 batches of 32), GeNN, 256 hidden  7.8 s       0.6 s
 * likewise, 1024 hidden                                 18.9 s       1.8 s
 * </pre>
 *
 * The estimates of latency may be wrong by a factor of two.
 *
 * <p>What synapses and neurons have of their own comes on top:
 *
 * <pre>
 * late spikes of a connection     a row of the trace more written a step in the adjoint; its spikes read it there
 * delays of each synapse          forward: for each spike a row of delays, and a row of the ring read and written, whose
 *                                 columns lie at different grid points: a sector of 32 bytes for each synapse instead of
 *                                 4, so up to 8 times the traffic; adjoint and gather likewise of the trace
 * learnt delays                   gather: the sums once more, of lambda_V - lambda_I
 * learnt time constants           adjoint: the rows of forward once more, and 8 operations a neuron and current
 * refractory neurons              8 bytes a spike
 * </pre>
 *
 * <h2>What compilers make of it</h2>
 *
 * NVRTC and ptxas 12.9, made by {@code deploy/cuda/compile-matrix}: the workload {@code shd-shape-256} with 256, 512
 * and 1024 hidden neurons, and ("own") the same with learnt delays of each synapse into them, learnt tauMem, 2 ms of
 * refractory time and late spikes into the readout. No kernel spills registers on any of these architectures.
 *
 * <pre>
 *                                   registers, sm_              occupancy %, sm_
 *   hidden kernel   threads   shared   75  80  86  89  90 100 120     75   80   86   89   90  100  120
 *      256 forward      256     1568   51  51  51  51  56  51  56    100   50   66   66   50   50   66
 *      256 adjoint      256     4224   40  40  40  40  40  44  46    100   75  100  100   75   62   83
 *      256 gather       256        0   54  56  54  54  56  56  56    100   50   66   66   50   50   66
 *      512 forward      512     2656   49  50  50  50  52  55  54    100   50   66   66   50   50   66
 *      512 adjoint      512     8352   56  56  56  56  56  48  48    100   50   66   66   50   50   66
 *      512 gather       256        0   54  56  54  54  56  56  56    100   50   66   66   50   50   66
 *     1024 forward     1024     4832   56  52  52  52  53  57  58    100   50   66   66   50   50   66
 *     1024 adjoint     1024    16608   42  40  43  43  40  47  48    100   50   66   66   50   50   66
 *     1024 gather       256        0   54  56  54  54  56  56  56    100   50   66   66   50   50   66
 *  own 256 forward      256     1568   72  79  79  79  84  71  72     75   37   50   50   25   37   50
 *  own 256 adjoint      256     6528   78  78  80  80  80  86  80     75   37   50   50   37   25   50
 *  own 256 gather       256        0   64  64  64  64  64  64  64    100   50   66   66   50   50   66
 *  own 512 forward      512     2656   74  74  74  74  75  71  72     50   25   33   33   25   25   33
 *  own 512 adjoint      512    12704   84  88  88  88  96  93  88     50   25   33   33   25   25   33
 *  own 512 gather       256        0   64  64  64  64  64  64  64    100   50   66   66   50   50   66
 * own 1024 forward     1024     4832   64  64  64  64  63  62  64    100   50   66   66   50   50   66
 * own 1024 adjoint     1024    25056   64  64  64  64  64  64  64    100   50   66   66   50   50   66
 * own 1024 gather       256        0   64  64  64  64  64  64  64    100   50   66   66   50   50   66
 * </pre>
 */
@NullMarked
package dev.backspike.engine.cuda;

import org.jspecify.annotations.NullMarked;
