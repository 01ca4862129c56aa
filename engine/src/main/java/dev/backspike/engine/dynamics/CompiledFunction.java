package dev.backspike.engine.dynamics;

/** A function of several numbers to several numbers, compiled from expressions. Stateless. */
interface CompiledFunction {

    /**
     * Evaluates the function.
     *
     * @param in the values of the symbols, in the order in which the function was compiled; not changed
     * @param out receives the results
     */
    void apply(double[] in, double[] out);
}
