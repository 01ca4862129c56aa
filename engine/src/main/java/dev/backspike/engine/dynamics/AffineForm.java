package dev.backspike.engine.dynamics;

import dev.backspike.common.expression.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Equations that are affine in states x and inputs I: dx/dt = A x + B I + c, where A, B and c depend on parameters.
 *
 * @param matrix from the parameters (after the unused states and inputs) to the rows {@code [state]} of A, B and c one
 *     after the other: {@code [state][states + inputs + 1]}
 * @param matrixAdjoint from the parameters and a derivative by each element of the matrix to that by each parameter
 */
record AffineForm(CompiledFunction matrix, CompiledFunction matrixAdjoint) {

    static AffineForm of(Graph graph, int[] f, List<String> states, List<String> inputs, List<String> parameters) {
        List<String> moving = new ArrayList<>(states);
        moving.addAll(inputs);
        int columns = moving.size() + 1;
        int[] elements = new int[f.length * columns];
        for (int row = 0; row < f.length; row++) {
            int constant = f[row];
            for (int column = 0; column < moving.size(); column++) {
                int factor = graph.derivative(f[row], moving.get(column));
                elements[row * columns + column] = factor;
                constant = graph.binary(
                        Operator.SUBTRACT, constant, graph.product(factor, graph.symbol(moving.get(column))));
            }
            // What is left is the same for any state; it is evaluated at 0.
            elements[row * columns + moving.size()] = constant;
        }
        List<String> symbols = new ArrayList<>(moving);
        symbols.addAll(parameters);
        List<String> bars = IntStream.range(0, elements.length)
                .mapToObj(k -> "derivative by element " + k)
                .toList();
        List<String> withBars = new ArrayList<>(symbols);
        withBars.addAll(bars);
        int[] gradient = new int[parameters.size()];
        for (int p = 0; p < gradient.length; p++) {
            int sum = graph.constant(0);
            for (int k = 0; k < elements.length; k++) {
                sum = graph.sum(
                        sum,
                        graph.product(graph.symbol(bars.get(k)), graph.derivative(elements[k], parameters.get(p))));
            }
            gradient[p] = sum;
        }
        return new AffineForm(
                FunctionCompiler.compile(graph, symbols, elements),
                FunctionCompiler.compile(graph, withBars, gradient));
    }
}
