package dev.backspike.api.metric;

import dev.backspike.api.job.JobRows;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.id.JobId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/jobs/{id}/metrics")
class MetricController {

    private static final int MAX_POINTS = 100_000;

    private final MetricTable metrics;
    private final JobRows jobs;

    MetricController(MetricTable metrics, JobRows jobs) {
        this.metrics = metrics;
        this.jobs = jobs;
    }

    /**
     * @param attempt the requested attempt, or else the latest one with points, whose series continue those of earlier
     *     attempts; null while there are no points
     */
    record Metrics(JobId job, @Nullable Integer attempt, List<SeriesResource> series) {}

    /**
     * @param total number of stored points
     * @param values null where a value is not a finite number
     */
    record SeriesResource(String name, int total, long[] steps, int[] epochs, List<@Nullable Double> values) {}

    /**
     * Returns the series of a job, all or those named, each downsampled to at most {@code points}.
     *
     * @param fromStep only points of this step or later ones
     * @param toStep only points of this step or earlier ones
     */
    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    Metrics json(
            @PathVariable JobId id,
            @RequestParam(required = false) @Nullable List<String> series,
            @RequestParam(required = false) @Nullable Integer attempt,
            @RequestParam(defaultValue = "0") long fromStep,
            @RequestParam(defaultValue = "" + Long.MAX_VALUE) long toStep,
            @RequestParam(defaultValue = "1000") int points) {
        if (fromStep > toStep) {
            throw ProblemException.badParameter("toStep", "must not be less than fromStep");
        }
        Integer shown = attempt(id, attempt);
        List<SeriesResource> resources = new ArrayList<>();
        for (Series all : series(id, attempt, series, new Steps(fromStep, toStep))) {
            Series thinned = thin(all, points);
            List<@Nullable Double> values = new ArrayList<>(thinned.size());
            for (double value : thinned.values()) {
                values.add(Double.isFinite(value) ? (Double) value : null);
            }
            resources.add(new SeriesResource(all.name(), all.size(), thinned.steps(), thinned.epochs(), values));
        }
        return new Metrics(id, shown, resources);
    }

    /** Returns the series as {@code series,step,epoch,value} lines; all points unless {@code points} is given. */
    @GetMapping(produces = "text/csv")
    String csv(
            @PathVariable JobId id,
            @RequestParam(required = false) @Nullable List<String> series,
            @RequestParam(required = false) @Nullable Integer attempt,
            @RequestParam(required = false) @Nullable Integer points) {
        StringBuilder csv = new StringBuilder("series,step,epoch,value\n");
        attempt(id, attempt);
        for (Series all : series(id, attempt, series, Steps.ALL)) {
            Series thinned = points == null ? all : thin(all, points);
            String name = quoted(all.name());
            for (int i = 0; i < thinned.size(); i++) {
                csv.append(name).append(',').append(thinned.steps()[i]);
                csv.append(',').append(thinned.epochs()[i]);
                csv.append(',').append(thinned.values()[i]).append('\n');
            }
        }
        return csv.toString();
    }

    private @Nullable Integer attempt(JobId id, @Nullable Integer asked) {
        jobs.requireExisting(id);
        return asked == null ? metrics.latestAttempt(id.text()) : asked;
    }

    private List<Series> series(JobId id, @Nullable Integer attempt, @Nullable List<String> names, Steps steps) {
        return metrics.series(id.text(), attempt, steps, name -> names == null || names.contains(name));
    }

    private static Series thin(Series series, int points) {
        if (points < 3 || points > MAX_POINTS) {
            throw ProblemException.badParameter("points", "must be 3 to " + MAX_POINTS);
        }
        return LargestTriangle.thin(series, points);
    }

    /** Quotes a field according to RFC 4180. */
    private static String quoted(String text) {
        return text.matches("[^\",\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
