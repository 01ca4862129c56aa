package dev.backspike.engine.dynamics;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.backspike.common.expression.Function;
import dev.backspike.common.expression.Operator;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationTargetException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a Java class of a function: each node that the results need is computed once, in the graph's order, into a
 * local variable. The JVM compiles the result as it compiles hand-written code.
 */
final class FunctionCompiler {

    private static final ClassDesc MATH = ClassDesc.of("java.lang.Math");
    private static final ClassDesc INTERFACE = ClassDesc.ofDescriptor(CompiledFunction.class.descriptorString());
    private static final ClassDesc GENERATED =
            ClassDesc.of(CompiledFunction.class.getPackageName(), "GeneratedFunction");
    private static final ClassDesc DOUBLES = CD_double.arrayType();
    private static final MethodTypeDesc APPLY = MethodTypeDesc.of(CD_void, DOUBLES, DOUBLES);
    private static final MethodTypeDesc OF_ONE = MethodTypeDesc.of(CD_double, CD_double);
    private static final MethodTypeDesc OF_TWO = MethodTypeDesc.of(CD_double, CD_double, CD_double);
    private static final int IN = 1;
    private static final int OUT = 2;
    private static final int FIRST_LOCAL = 3;

    private final Graph graph;
    private final Map<String, Integer> inputs = new HashMap<>();
    private final Map<Integer, Integer> locals = new HashMap<>();

    private FunctionCompiler(Graph graph, List<String> symbols) {
        this.graph = graph;
        for (int k = 0; k < symbols.size(); k++) {
            inputs.put(symbols.get(k), k);
        }
    }

    /**
     * Compiles the function that maps values of the symbols to values of the nodes.
     *
     * @throws ModelTooLargeException if the function does not fit a method of byte code
     */
    static CompiledFunction compile(Graph graph, List<String> symbols, int[] results) {
        FunctionCompiler compiler = new FunctionCompiler(graph, symbols);
        try {
            byte[] bytes = ClassFile.of()
                    .build(
                            GENERATED,
                            type -> type.withInterfaceSymbols(INTERFACE)
                                    .withMethodBody(
                                            ConstantDescs.INIT_NAME,
                                            ConstantDescs.MTD_void,
                                            ClassFile.ACC_PUBLIC,
                                            code -> code.aload(0)
                                                    .invokespecial(
                                                            CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                                                    .return_())
                                    .withMethodBody(
                                            "apply",
                                            APPLY,
                                            ClassFile.ACC_PUBLIC,
                                            code -> compiler.body(code, results)));
            return (CompiledFunction) MethodHandles.lookup()
                    .defineHiddenClass(bytes, true)
                    .lookupClass()
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (IllegalArgumentException e) {
            throw new ModelTooLargeException("the equations and their derivatives are too long for a method of byte"
                    + " code (" + e.getMessage() + "); write them with fewer terms");
        } catch (IllegalAccessException
                | InstantiationException
                | InvocationTargetException
                | NoSuchMethodException e) {
            throw new IllegalStateException("a generated class cannot be defined", e);
        }
    }

    private void body(CodeBuilder code, int[] results) {
        BitSet needed = needed(results);
        for (int node = needed.nextSetBit(0); node >= 0; node = needed.nextSetBit(node + 1)) {
            compute(code, node);
            int local = FIRST_LOCAL + 2 * locals.size();
            code.dstore(local);
            locals.put(node, local);
        }
        for (int k = 0; k < results.length; k++) {
            code.aload(OUT).loadConstant(k);
            load(code, results[k]);
            code.dastore();
        }
        code.return_();
    }

    /** The nodes that the results need and that are not constants. */
    private BitSet needed(int[] results) {
        BitSet needed = new BitSet();
        for (int result : results) {
            needed.set(result);
        }
        // Arguments have smaller indices than what they are arguments of.
        for (int node = needed.length() - 1; node >= 0; node = needed.previousSetBit(node - 1)) {
            switch (graph.node(node)) {
                case Graph.Constant _ -> needed.clear(node);
                case Graph.Symbol _ -> {}
                case Graph.Binary(Operator _, int left, int right) -> {
                    needed.set(left);
                    needed.set(right);
                }
                case Graph.Unary(Function _, int argument) -> needed.set(argument);
                case Graph.IfLess(int left, int right, int then, int otherwise) -> {
                    needed.set(left);
                    needed.set(right);
                    needed.set(then);
                    needed.set(otherwise);
                }
            }
        }
        return needed;
    }

    private void load(CodeBuilder code, int node) {
        if (graph.node(node) instanceof Graph.Constant(double value)) {
            code.loadConstant(value);
        } else {
            code.dload(locals.getOrDefault(node, -1));
        }
    }

    private void compute(CodeBuilder code, int node) {
        switch (graph.node(node)) {
            case Graph.Constant(double value) -> code.loadConstant(value);
            case Graph.Symbol(String name) -> {
                Integer input = inputs.get(name);
                if (input == null) {
                    throw new IllegalStateException(name + " is not among the symbols " + inputs.keySet());
                }
                code.aload(IN).loadConstant(input).daload();
            }
            case Graph.Binary(Operator operator, int left, int right) -> {
                load(code, left);
                load(code, right);
                switch (operator) {
                    case ADD -> code.dadd();
                    case SUBTRACT -> code.dsub();
                    case MULTIPLY -> code.dmul();
                    case DIVIDE -> code.ddiv();
                    case POWER -> code.invokestatic(MATH, "pow", OF_TWO);
                    case MIN -> code.invokestatic(MATH, "min", OF_TWO);
                    case MAX -> code.invokestatic(MATH, "max", OF_TWO);
                }
            }
            case Graph.Unary(Function function, int argument) -> unary(code, function, argument);
            case Graph.IfLess(int left, int right, int then, int otherwise) -> {
                Label not = code.newLabel();
                Label end = code.newLabel();
                load(code, left);
                load(code, right);
                code.dcmpg().ifge(not);
                load(code, then);
                code.goto_(end).labelBinding(not);
                load(code, otherwise);
                code.labelBinding(end);
            }
        }
    }

    private void unary(CodeBuilder code, Function function, int argument) {
        if (function == Function.SIGMOID) {
            code.loadConstant(1.0).loadConstant(1.0);
            load(code, argument);
            code.dneg().invokestatic(MATH, "exp", OF_ONE).dadd().ddiv();
            return;
        }
        load(code, argument);
        switch (function) {
            case NEGATE -> code.dneg();
            case EXP, LOG, SQRT, TANH, SIN, COS, ABS -> code.invokestatic(MATH, function.word(), OF_ONE);
            case SIGMOID -> throw new IllegalStateException("handled above");
        }
    }
}
