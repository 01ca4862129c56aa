package dev.backspike.engine.dynamics;

import dev.backspike.common.expression.Expression;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A neuron model, compiled. Functions take one array with the states x, then the inputs I, then the parameters p (and
 * for adjoints a row vector lambda after them), and return the first of the listed results first.
 *
 * <pre>
 * function            results
 * initial             x at time 0
 * initialAdjoint      lambda . dx/dp
 * field               f = dx/dt
 * fieldAdjoint        lambda . df/dx, lambda . df/dI, lambda . df/dp
 * crossing            g, and dg/dt = (dg/dx) . f
 * thresholdGradient   dg/dx, dg/dp
 * reset               x after a spike
 * resetAdjoint        lambda . dr/dx, lambda . dr/dp
 * </pre>
 */
public final class NeuronModel {

    private final List<String> states;
    private final List<String> inputs;
    private final List<String> parameters;
    private final boolean spiking;

    final CompiledFunction initial;
    final CompiledFunction initialAdjoint;
    final CompiledFunction field;
    final CompiledFunction fieldAdjoint;
    final CompiledFunction crossing;
    final CompiledFunction thresholdGradient;
    final CompiledFunction reset;
    final CompiledFunction resetAdjoint;
    /** Null unless the equations are affine in states and inputs. */
    final @Nullable AffineForm affine;

    private NeuronModel(ModelEquations equations) {
        states = equations.states();
        inputs = equations.inputs();
        parameters = equations.parameters();
        spiking = equations.threshold() != null;
        Graph graph = new Graph();
        List<String> symbols = new ArrayList<>(states);
        symbols.addAll(inputs);
        symbols.addAll(parameters);
        List<String> lambdas = states.stream().map(s -> "adjoint of " + s).toList();
        List<String> withLambdas = new ArrayList<>(symbols);
        withLambdas.addAll(lambdas);

        int[] start = nodes(graph, equations.initial());
        int[] f = nodes(graph, equations.dynamics());
        Map<String, Expression> after = new LinkedHashMap<>();
        states.forEach(s -> after.put(s, equations.reset().getOrDefault(s, new Expression.Symbol(s))));
        int[] r = nodes(graph, after);
        int g = equations.threshold() == null ? graph.constant(-1) : graph.of(equations.threshold());

        initial = FunctionCompiler.compile(graph, symbols, start);
        initialAdjoint = FunctionCompiler.compile(graph, withLambdas, adjoint(graph, start, lambdas, parameters));
        field = FunctionCompiler.compile(graph, symbols, f);
        fieldAdjoint = FunctionCompiler.compile(graph, withLambdas, adjoint(graph, f, lambdas, symbols));
        int rate = graph.constant(0);
        for (int k = 0; k < states.size(); k++) {
            rate = graph.sum(rate, graph.product(graph.derivative(g, states.get(k)), f[k]));
        }
        crossing = FunctionCompiler.compile(graph, symbols, new int[] {g, rate});
        List<String> own = new ArrayList<>(states);
        own.addAll(parameters);
        thresholdGradient = FunctionCompiler.compile(
                graph,
                symbols,
                own.stream().mapToInt(s -> graph.derivative(g, s)).toArray());
        reset = FunctionCompiler.compile(graph, symbols, r);
        resetAdjoint = FunctionCompiler.compile(graph, withLambdas, adjoint(graph, r, lambdas, own));
        affine = isAffine(graph, f) ? AffineForm.of(graph, f, states, inputs, parameters) : null;
    }

    /** Compiles a model. */
    public static NeuronModel of(ModelEquations equations) {
        return new NeuronModel(equations);
    }

    /** The same model while a neuron is refractory: its first state stands still, and it does not spike. */
    public static NeuronModel held(ModelEquations equations) {
        Map<String, Expression> dynamics = new LinkedHashMap<>(equations.dynamics());
        dynamics.put(equations.states().getFirst(), new Expression.Constant(0));
        return new NeuronModel(new ModelEquations(
                equations.initial(), equations.inputs(), equations.parameters(), dynamics, null, Map.of()));
    }

    public int states() {
        return states.size();
    }

    public int inputs() {
        return inputs.size();
    }

    public int parameters() {
        return parameters.size();
    }

    public boolean spiking() {
        return spiking;
    }

    /** Whether the equations are affine in states and inputs, so that they are solved exactly over a step. */
    public boolean isAffine() {
        return affine != null;
    }

    /** Index of an input by its name. */
    public int input(String name) {
        return inputs.indexOf(name);
    }

    private static int[] nodes(Graph graph, Map<String, Expression> expressions) {
        return expressions.values().stream().mapToInt(graph::of).toArray();
    }

    /** Returns sum_k lambda_k d(of_k)/d(symbol) for each symbol. */
    private static int[] adjoint(Graph graph, int[] of, List<String> lambdas, List<String> symbols) {
        int[] results = new int[symbols.size()];
        for (int s = 0; s < results.length; s++) {
            int sum = graph.constant(0);
            for (int k = 0; k < of.length; k++) {
                sum = graph.sum(
                        sum, graph.product(graph.symbol(lambdas.get(k)), graph.derivative(of[k], symbols.get(s))));
            }
            results[s] = sum;
        }
        return results;
    }

    private boolean isAffine(Graph graph, int[] f) {
        Set<String> moving = new HashSet<>(states);
        moving.addAll(inputs);
        for (int component : f) {
            for (String symbol : moving) {
                if (graph.mentions(graph.derivative(component, symbol), moving)) {
                    return false;
                }
            }
        }
        return true;
    }
}
