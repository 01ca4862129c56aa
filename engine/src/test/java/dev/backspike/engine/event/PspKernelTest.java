package dev.backspike.engine.event;

import static java.lang.Math.exp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PspKernelTest {

    /** Far apart, near, nearer, equal, and the synapse slower; from a step to longer than any time constant. */
    @ParameterizedTest
    @CsvSource({"20, 5", "20, 17", "20, 19.9", "20, 20", "20, 20.000001", "12, 15", "1, 100"})
    void theDerivativesOfKappaAreItsSlopes(double tauMem, double tauSyn) {
        for (double h : new double[] {0, 1e-3, 0.5, 7, 40, 200, 1500}) {
            double byMem = slope(tauMem, d -> kappa(h, tauMem + d, tauSyn));
            double bySyn = slope(tauSyn, d -> kappa(h, tauMem, tauSyn + d));
            PspKernel kernel = new PspKernel(tauMem, tauSyn);
            double a = exp(-h / tauMem);
            double b = kernel.b(h, a);
            assertThat(kernel.kappaByTauMem(h, a, b)).isCloseTo(byMem, within(1e-11 / tauMem));
            assertThat(kernel.kappaByTauSyn(h, a, b)).isCloseTo(bySyn, within(1e-11 / tauSyn));
        }
    }

    private static double kappa(double h, double tauMem, double tauSyn) {
        PspKernel kernel = new PspKernel(tauMem, tauSyn);
        double a = exp(-h / tauMem);
        return kernel.kappa(h, a, kernel.b(h, a));
    }

    private static double slope(double tau, DoubleUnaryOperator f) {
        double step = 1e-3 * tau;
        double inner = f.applyAsDouble(step) - f.applyAsDouble(-step);
        double outer = f.applyAsDouble(2 * step) - f.applyAsDouble(-2 * step);
        return (8 * inner - outer) / (12 * step);
    }
}
