package dev.backspike.api;

import dev.backspike.common.code.NoteCode;
import dev.backspike.common.file.ClassCount;
import dev.backspike.common.file.DataReport;
import dev.backspike.common.file.DataSample;
import dev.backspike.common.file.DataWarning;
import dev.backspike.common.file.Quantiles;
import dev.backspike.common.file.SampleCounts;
import dev.backspike.common.file.SplitReport;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.spec.DatasetSpec;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.PopulationSpec;
import dev.backspike.engine.event.GradientError;
import dev.backspike.engine.inspection.GradientReport;
import dev.backspike.engine.inspection.Inspection;
import dev.backspike.engine.inspection.JobInspector;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

@TestConfiguration(proxyBeanMethods = false)
public class TestService {

    @Bean
    @Primary
    public MovableClock movableClock() {
        return new MovableClock();
    }

    /** The only file that the service of the tests finds. */
    public static final String SPOKEN = "spoken.h5";

    /** What jobs called {@code large} need. */
    public static final long LARGE_BYTES = 600L << 20;

    private static final List<Integer> SPEAKERS = List.of(0, 2, 5);

    /** Knows the sizes of Yin-Yang and the speakers of {@link #SPOKEN}, and finds no other files. */
    @Bean
    JobInspector inspector() {
        return new JobInspector() {
            @Override
            public Inspection inspect(JobSpec spec) {
                return switch (spec.dataset()) {
                    case DatasetSpec.YinYang _ -> inspection(spec);
                    case DatasetSpec.Idx idx -> throw missing("/dataset/trainImages", idx.trainImages());
                    case DatasetSpec.ShdHdf5 shd when shd.train().equals(SPOKEN) -> inspection(spec);
                    case DatasetSpec.ShdHdf5 shd -> throw missing("/dataset/train", shd.train());
                };
            }

            @Override
            public List<Integer> speakers(JobSpec spec) {
                return switch (spec.dataset()) {
                    case DatasetSpec.ShdHdf5 shd when shd.train().equals(SPOKEN) -> SPEAKERS;
                    case DatasetSpec.ShdHdf5 shd -> throw missing("/dataset/train", shd.train());
                    default -> throw new InvalidSpecException("/dataset/type", "does not say who speaks");
                };
            }

            @Override
            public DataReport data(JobSpec resolved, int examples) {
                return new DataReport(split(64, examples), null, split(20, examples));
            }

            @Override
            public GradientReport checkGradients(JobSpec resolved) {
                if (resolved.name().equals("runs-away")) {
                    throw new InvalidSpecException("/network", "cannot be checked: it runs away");
                }
                return new GradientReport(
                        2,
                        List.of(new GradientError(
                                "input->hidden.weight", 20, 1, 3e-9, 0.2, "input->hidden.weight[1][4]")),
                        0.5);
            }
        };
    }

    /** Samples of one spike each at 5 ms. */
    private static SplitReport split(int samples, int examples) {
        Quantiles one = new Quantiles(1, 1, 1, 1, 1);
        Quantiles time = new Quantiles(5, 5, 5, 5, 5);
        List<DataSample> shown = IntStream.range(0, examples)
                .mapToObj(k -> new DataSample(k, 0, null, null, 1, List.of(5.0), List.of(0), null))
                .toList();
        SampleCounts counts = new SampleCounts(
                samples, (long) samples, 0, one, time, time, List.of(new ClassCount(0, null, samples)), List.of());
        DataWarning warning = new DataWarning(NoteCode.CLASS_WITHOUT_SAMPLES, "2 of 3 classes have no sample: 1, 2");
        return new SplitReport(5, 3, counts, 0, List.of(warning), shown);
    }

    /** Jobs called {@code hungry} and {@code large} need more memory than others. */
    private static Inspection inspection(JobSpec spec) {
        long memory = switch (spec.name()) {
            case "hungry" -> 1L << 40;
            case "large" -> LARGE_BYTES;
            default -> 25_600;
        };
        return new Inspection(sized(spec), 1600, memory);
    }

    private static InvalidSpecException missing(String pointer, String file) {
        return new InvalidSpecException(pointer, "there is no file " + file + " in the data-set directory");
    }

    private static JobSpec sized(JobSpec spec) {
        Map<String, PopulationSpec> populations = new LinkedHashMap<>();
        spec.network().populations().forEach((name, population) -> {
            Integer size = population.size();
            int fromData = name.equals("input") ? 5 : 3;
            populations.put(name, population.withSize(size == null ? fromData : size));
        });
        return spec.withNetwork(spec.network().withPopulations(populations));
    }
}
