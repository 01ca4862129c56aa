package dev.backspike.common.spec.reading;

import dev.backspike.common.json.SpecError;
import dev.backspike.common.spec.ConnectionSpec;
import dev.backspike.common.spec.ConnectivitySpec;
import dev.backspike.common.spec.InitialiserSpec;
import dev.backspike.common.spec.PopulationSpec;
import dev.backspike.common.spec.Shape;
import dev.backspike.common.spec.WindowSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules for a connection by a window that moves over a population: convolutions and pooling. */
final class WindowRules {

    private final ConnectionSpec connection;
    private final ConnectivitySpec.Windowed windowed;
    private final PopulationSpec from;
    private final PopulationSpec to;
    private final String pointer;
    private final List<SpecError> errors;

    WindowRules(
            ConnectionSpec connection,
            ConnectivitySpec.Windowed windowed,
            PopulationSpec from,
            PopulationSpec to,
            String pointer,
            List<SpecError> errors) {
        this.connection = connection;
        this.windowed = windowed;
        this.from = from;
        this.to = to;
        this.pointer = pointer;
        this.errors = errors;
    }

    void check() {
        if (connection.delay().individual()) {
            error("/delay", "must be one number for all synapses of a " + windowed.type() + " connection");
        }
        if (windowed instanceof ConnectivitySpec.Pool2d && !(connection.weight() instanceof InitialiserSpec.Constant)) {
            error(
                    "/weight",
                    "must be {\"constant\": ...}, as all synapses of " + windowed.type() + " share one weight");
        }
        Shape source = shape(from, connection.from());
        Shape target = shape(to, connection.to());
        if (source != null && target != null && fits(source)) {
            channels(source, target);
            places(source, target);
        }
    }

    private @Nullable Shape shape(PopulationSpec population, String name) {
        if (population.shape() == null) {
            error(
                    "/connectivity",
                    "is " + windowed.type() + ", which connects populations with a shape; set /network/populations/"
                            + SpecError.token(name) + "/shape to its rows, columns and channels");
        }
        return population.shape();
    }

    private boolean fits(Shape source) {
        WindowSpec window = windowed.window();
        if (window.rows(source) >= 1 && window.columns(source) >= 1) {
            return true;
        }
        error(
                "/connectivity/kernel",
                "is " + window.kernel() + " with the dilation " + window.dilation() + ", larger than "
                        + connection.from() + ", whose shape is " + source + ", with the padding " + window.padding());
        return false;
    }

    private void channels(Shape source, Shape target) {
        switch (windowed) {
            case ConnectivitySpec.Conv2d conv -> {
                if (source.channels() % conv.groups() != 0 || target.channels() % conv.groups() != 0) {
                    error(
                            "/connectivity/groups",
                            "must divide the channels of " + connection.from() + " (" + source.channels() + ") and of "
                                    + connection.to() + " (" + target.channels() + "), is " + conv.groups());
                }
            }
            case ConnectivitySpec.Pool2d _ -> {
                if (source.channels() != target.channels()) {
                    error(
                            "/connectivity",
                            "is " + windowed.type() + ", which keeps the channels, but " + connection.from() + " has "
                                    + source.channels() + " and " + connection.to() + " has " + target.channels());
                }
            }
        }
    }

    private void places(Shape source, Shape target) {
        int rows = windowed.window().rows(source);
        int columns = windowed.window().columns(source);
        if (rows != target.height() || columns != target.width()) {
            error(
                    "/connectivity",
                    "has " + rows + " x " + columns + " places on " + connection.from() + ", but "
                            + connection.to() + " has the shape " + target + "; set it to ["
                            + rows + ", " + columns + ", " + target.channels() + "]");
        }
    }

    private void error(String field, String message) {
        errors.add(new SpecError(pointer + field, message));
    }
}
