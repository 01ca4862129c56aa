package dev.backspike.engine.cpu;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which {@link InnerLoops} this process uses:
 *
 * <ol>
 *   <li>what the system property {@value #PROPERTY} forces, {@code true} or {@code false}; a forced Vector API that
 *       cannot be had is an error;
 *   <li>the Vector API, where its module is present and vectors have at least 128 bits;
 *   <li>scalar loops, after a warning that names the flag.
 * </ol>
 */
final class LoopChoice {

    static final String PROPERTY = "backspike.vector";

    private static final Logger log = LoggerFactory.getLogger(LoopChoice.class);
    private static final String MODULE = "jdk.incubator.vector";

    private LoopChoice() {}

    /** The choice of this process, made once. */
    static InnerLoops loops() {
        return Chosen.KERNELS;
    }

    /**
     * @param forced the property's value, or null if it is not set
     * @param missing why the Vector API cannot be had, or null if it can
     */
    static InnerLoops choose(@Nullable String forced, @Nullable String missing) {
        boolean vector = switch (forced) {
            case null -> missing == null;
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(PROPERTY + " must be true or false, not " + forced);
        };
        if (vector && missing != null) {
            throw new IllegalStateException(PROPERTY + "=true, but " + missing);
        }
        if (vector) {
            log.info("CPU engine: Vector API, {}-bit vectors", VectorLoops.bits());
            return new VectorLoops();
        }
        if (forced == null) {
            log.warn("CPU engine: scalar loops, several times slower, because {}", missing);
        }
        return new ScalarLoops();
    }

    /** Why the Vector API cannot be had, or null if it can. */
    static @Nullable String missing() {
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            return "the module " + MODULE + " is missing; start java with --add-modules=" + MODULE;
        }
        int bits = VectorLoops.bits();
        return bits < 128 ? "this machine's vectors have only " + bits + " bits" : null;
    }

    private static final class Chosen {
        static final InnerLoops KERNELS = choose(System.getProperty(PROPERTY), missing());
    }
}
