package dev.backspike.engine.cpu;

import dev.backspike.engine.clock.ClosedForm;
import org.jspecify.annotations.Nullable;

/**
 * The time constants of a channel whose target neurons have constants of their own, and the {@link ClosedForm} of a
 * step that follows from them, neuron by neuron: element j of each array.
 */
final class IndividualConstants {

    final float[] tauMem;
    final float[] tauSyn;
    final float[] a;
    final float[] b;
    final float[] kappa;
    final float[] g;
    final float[] aByTauMem;
    final float[] bByTauSyn;
    final float[] kappaByTauMem;
    final float[] kappaByTauSyn;
    /** The drive of a readout whose loss reads averaged voltages; null for other populations. */
    final @Nullable IndividualDrive drive;

    private final double dt;

    IndividualConstants(int size, double dt, @Nullable IndividualDrive drive) {
        this.dt = dt;
        this.drive = drive;
        tauMem = new float[size];
        tauSyn = new float[size];
        a = new float[size];
        b = new float[size];
        kappa = new float[size];
        g = new float[size];
        aByTauMem = new float[size];
        bByTauSyn = new float[size];
        kappaByTauMem = new float[size];
        kappaByTauSyn = new float[size];
    }

    int size() {
        return a.length;
    }

    void set(int j, double mem, double syn) {
        ClosedForm form = ClosedForm.of(mem, syn, dt);
        tauMem[j] = (float) mem;
        tauSyn[j] = (float) syn;
        a[j] = (float) form.a();
        b[j] = (float) form.b();
        kappa[j] = (float) form.kappa();
        g[j] = (float) form.g();
        aByTauMem[j] = (float) form.aByTauMem();
        bByTauSyn[j] = (float) form.bByTauSyn();
        kappaByTauMem[j] = (float) form.kappaByTauMem();
        kappaByTauSyn[j] = (float) form.kappaByTauSyn();
        if (drive != null) {
            drive.set(j, form);
        }
    }
}
