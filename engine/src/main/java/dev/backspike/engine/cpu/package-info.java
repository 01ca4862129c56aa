/**
 * The clock-driven engine for CPUs: steps of dt, closed form within a step, spikes on the grid, float. Read
 * {@link dev.backspike.engine.cpu.Layout}, then the phases {@link dev.backspike.engine.cpu.Forward},
 * {@link dev.backspike.engine.cpu.Adjoint}, {@link dev.backspike.engine.cpu.Gather}, how
 * {@link dev.backspike.engine.cpu.Backward} interleaves the last two and what
 * {@link dev.backspike.engine.cpu.DirectReadout} spares them, then {@link dev.backspike.engine.cpu.Kernels}. Where
 * neurons have time constants of their own or can be refractory, {@link dev.backspike.engine.cpu.OwnMembranes} and
 * {@link dev.backspike.engine.cpu.OwnLambdas} step them one by one instead; where synapses have delays of their own,
 * {@link dev.backspike.engine.cpu.LateArrivals} brings spikes to them.
 *
 * <h2>How near the machine's limit</h2>
 *
 * {@code MachineBenchmark} on an AMD EPYC (Zen 3, one thread, 512 KB of second-level cache), shared with others, so
 * that figures move by half from hour to hour: 1 MiB of rows is read in 9.5 microseconds from the first, 17.6 from the
 * second and 57 from the third cache; 2^20 multiply-adds take 37. With that, ms per trial of 700-256-20 and
 * 700-1024-20, recurrent, 1000 steps, 8000 input spikes and 34.5 of each hidden neuron:
 *
 * <pre>
 *                       256 hidden                          1024 hidden
 *            rows read   limit   kernels  bench     rows read   limit   kernels  bench
 * forward    16.4 MiB    0.5      0.65     0.98      169 MiB     9.7      7.7     6.4     limit: third cache; at 256 a
 * adjoint     8.6 MiB    0.25     0.36     0.73      138 MiB     7.9      4.4     6.1     third of the rows, and the state
 * gather     16.4 MiB    0.3      0.34     0.43      169 MiB     3.0      5.0     4.7     limit: second cache
 * all                    1.05     1.35     2.15                 20.6     17.1    17.5     ({@code ./backspike bench})
 * </pre>
 *
 * Multiply-adds are no limit: 4.4 and 44 million of a trial would take 0.16 and 1.6 ms. With 1 MB of second-level cache
 * (Zen 4), which holds the weights of 256 hidden neurons, the bench took 0.87 and 8.8 ms.
 *
 * <h2>Why no dense products</h2>
 *
 * A product of all weights with the spikes of many trials at once costs at least a multiply-add for each weight, trial
 * and step, 0.035 ns here; summing the rows of those that spike costs 0.067 ns a weight out of the second and 0.22 out
 * of the third cache. Dense products would win from 0.5 and 0.16 spikes of a neuron in a step on, if they reached the
 * machine's peak and trials went in step. The workload above has 0.01 (input) and 0.03 (hidden) at steps of 1 ms, 0.06
 * and 0.17 at 5 ms: nothing to win.
 */
@NullMarked
package dev.backspike.engine.cpu;

import org.jspecify.annotations.NullMarked;
