package dev.backspike.engine.inspection;

import dev.backspike.common.file.DataFile;
import dev.backspike.common.file.DataSample;
import dev.backspike.common.file.InvalidDataFileException;
import dev.backspike.common.file.ModelUnits;
import dev.backspike.engine.dataset.FormatInspector;
import dev.backspike.engine.model.StoredModel;
import dev.backspike.engine.model.UnreadableModelException;
import dev.backspike.engine.model.nir.NirModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads uploaded files: models as models, all others as data. */
public final class FileInspector implements DataFileInspector {

    @Override
    public DataFile inspect(Path file) throws InvalidDataFileException, IOException {
        StoredModel model = StoredModel.at(file);
        try {
            return model == null ? FormatInspector.inspect(file) : model.describe();
        } catch (UnreadableModelException e) {
            throw new InvalidDataFileException(String.valueOf(e.getMessage()), e.errors());
        }
    }

    @Override
    public List<DataSample> samples(Path file, int from, int count) throws InvalidDataFileException, IOException {
        if (StoredModel.at(file) != null) {
            throw new InvalidDataFileException("is a model, which has no samples");
        }
        return FormatInspector.samples(file, from, count);
    }

    @Override
    public ImportedNetwork network(Path file, @Nullable Double dt, @Nullable Double duration, ModelUnits units)
            throws InvalidDataFileException, IOException {
        StoredModel model = StoredModel.at(file);
        if (model == null) {
            throw new InvalidDataFileException("is not a model; a network can be read only from a NIR file");
        }
        try {
            NirModel.Imported read = model.network(dt, duration, units);
            return new ImportedNetwork(read.network(), read.assumptions(), read.warnings());
        } catch (UnreadableModelException e) {
            throw new InvalidDataFileException(String.valueOf(e.getMessage()), e.errors());
        }
    }
}
