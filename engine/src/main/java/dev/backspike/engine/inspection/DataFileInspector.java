package dev.backspike.engine.inspection;

import dev.backspike.common.file.DataFile;
import dev.backspike.common.file.DataSample;
import dev.backspike.common.file.InvalidDataFileException;
import dev.backspike.common.file.ModelUnits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The questions that the service asks about uploaded files. {@link FileInspector} answers in this process; the service
 * asks an {@link InspectionChild}.
 */
public interface DataFileInspector {

    /**
     * Reads the whole file.
     *
     * @throws InvalidDataFileException if the file is of no format that jobs can name, or damaged
     * @throws IOException if the disk fails
     */
    DataFile inspect(Path file) throws InvalidDataFileException, IOException;

    /**
     * Some samples of a file of data, to be looked at.
     *
     * @param from number of the first, counted from 0
     * @param count at most so many; fewer at the end of the file, or where images are large
     * @throws InvalidDataFileException if the file is a model, of no format that jobs can name, or damaged
     * @throws IOException if the disk fails
     */
    List<DataSample> samples(Path file, int from, int count) throws InvalidDataFileException, IOException;

    /**
     * The network of a model file.
     *
     * @param dt time step of the clock solver, ms; null for the one in the file, which those from here have
     * @param duration trial length, ms; likewise
     * @param units what the numbers of the file mean
     * @throws InvalidDataFileException if the file is not of the kind {@link DataFile.Kind#NIR}, or lacks what is null
     * @throws IOException if the disk fails
     */
    ImportedNetwork network(Path file, @Nullable Double dt, @Nullable Double duration, ModelUnits units)
            throws InvalidDataFileException, IOException;
}
