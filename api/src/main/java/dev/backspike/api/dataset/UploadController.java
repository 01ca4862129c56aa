package dev.backspike.api.dataset;

import dev.backspike.api.http.PageLimit;
import dev.backspike.api.http.PageToken;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.file.DataSample;
import dev.backspike.common.file.ModelUnits;
import dev.backspike.common.file.TimeUnit;
import dev.backspike.common.id.DatasetName;
import dev.backspike.common.id.FileName;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api/v1/datasets", produces = MediaType.APPLICATION_JSON_VALUE)
class UploadController {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");
    /** The key of a sample in a page token. */
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    private static final int MOST_SAMPLES = 20;

    private final Uploads uploads;
    private final UploadSamples samples;
    private final UploadTable table;

    UploadController(Uploads uploads, UploadSamples samples, UploadTable table) {
        this.uploads = uploads;
        this.samples = samples;
        this.table = table;
    }

    /** @param bytes of all files together */
    record Dataset(DatasetName name, long bytes, List<UploadedFile> files) {

        static Dataset of(DatasetName name, List<UploadedFile> files) {
            return new Dataset(
                    name, files.stream().mapToLong(UploadedFile::bytes).sum(), files);
        }
    }

    /**
     * @param datasets in order of their names
     * @param nextPageToken null on the last page
     */
    record DatasetPage(List<Dataset> datasets, @Nullable String nextPageToken) {}

    /** Data sets with their uploaded files, without the counts of these. */
    @GetMapping
    DatasetPage list(
            @RequestParam(required = false) @Nullable String pageToken, @RequestParam(defaultValue = "50") int limit) {
        PageLimit limited = new PageLimit(limit);
        String after = pageToken == null ? "" : PageToken.read(pageToken, NAME);
        List<Dataset> found = table.datasetsAfter(after, limited.andOneMore()).stream()
                .collect(Collectors.groupingBy(UploadedFile::dataset, LinkedHashMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .map(dataset -> Dataset.of(
                        dataset.getKey(),
                        dataset.getValue().stream().map(UploadedFile::inShort).toList()))
                .toList();
        return new DatasetPage(
                limited.page(found),
                limited.next(found, dataset -> dataset.name().text()));
    }

    /** The uploaded files of one data set, with what is counted in them. */
    @GetMapping("/{name}")
    Dataset dataset(@PathVariable DatasetName name) {
        List<UploadedFile> files = table.of(name);
        if (files.isEmpty()) {
            throw Uploads.datasetNotFound(name);
        }
        return Dataset.of(name, files);
    }

    /**
     * Uploads a data file, SHD's HDF5 or IDX, plain or gzip, or a model in NIR or safetensors. It is read through
     * before it is kept. The same content again changes nothing; another content under the same name is refused, as
     * jobs may refer to it.
     */
    @ApiResponse(responseCode = "201", description = "stored", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "200", description = "the same content was uploaded before", useReturnTypeSchema = true)
    @PutMapping(path = "/{name}/files/{file}", consumes = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    ResponseEntity<UploadedFile> upload(
            @PathVariable DatasetName name, @PathVariable FileName file, HttpServletRequest request)
            throws IOException {
        Uploads.Stored stored = uploads.store(name, file, request.getInputStream(), request.getContentLengthLong());
        return stored.isNew()
                ? ResponseEntity.created(URI.create("/api/v1/datasets/" + name)).body(stored.file())
                : ResponseEntity.ok(stored.file());
    }

    /**
     * @param samples in the order of the file
     * @param nextPageToken null on the last page
     */
    record SamplePage(List<DataSample> samples, @Nullable String nextPageToken) {}

    /**
     * Samples of an uploaded file of spikes, images or labels, to look at. A page may be shorter than asked for where
     * images are large.
     *
     * @param limit 1 to 20
     */
    @GetMapping("/{name}/files/{file}/samples")
    SamplePage samples(
            @PathVariable DatasetName name,
            @PathVariable FileName file,
            @RequestParam(required = false) @Nullable String pageToken,
            @RequestParam(defaultValue = "5") int limit) {
        PageLimit.check(limit, MOST_SAMPLES);
        int from = pageToken == null ? 0 : Integer.parseInt(PageToken.read(pageToken, NUMBER)) + 1;
        UploadSamples.Found found = samples.read(name, file, from, limit);
        boolean isLast = found.samples().isEmpty() || found.next() >= found.of();
        return new SamplePage(found.samples(), isLast ? null : PageToken.of(String.valueOf(found.next() - 1)));
    }

    /** Returns one sample of an uploaded file. */
    @GetMapping("/{name}/files/{file}/samples/{sample}")
    DataSample sample(@PathVariable DatasetName name, @PathVariable FileName file, @PathVariable int sample) {
        return samples.read(name, file, sample);
    }

    /**
     * The network of an uploaded NIR model: its {@code network} is that of a job. Step and trial length need to be
     * given unless the model was exported here.
     *
     * @param dt time step of the clock solver, ms
     * @param duration length of a trial, ms
     * @param timeUnit of the times in the file: {@code s}, as NIR has it, or {@code ms}
     * @param spikeDuration for how long a spike is 1 in the tool that wrote the file, ms: its time step; without it, a
     *     spike is the format's pulse of area 1
     */
    @GetMapping("/{name}/files/{file}/network")
    NetworkImport network(
            @PathVariable DatasetName name,
            @PathVariable FileName file,
            @RequestParam(required = false) @Nullable Double dt,
            @RequestParam(required = false) @Nullable Double duration,
            @RequestParam(defaultValue = "s") String timeUnit,
            @RequestParam(required = false) @Nullable Double spikeDuration) {
        TimeUnit unit = TimeUnit.WORDS.get(timeUnit);
        if (unit == null) {
            throw ProblemException.badParameter("timeUnit", "is \"" + timeUnit + "\", must be s, as NIR has it, or ms");
        }
        return NetworkImport.of(uploads.network(name, file, dt, duration, new ModelUnits(unit, spikeDuration)));
    }

    /** Deletes a file, unless a job that has not ended names it. */
    @DeleteMapping("/{name}/files/{file}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable DatasetName name, @PathVariable FileName file) {
        uploads.delete(name, file);
    }

    /** Deletes all files of a data set, unless a job that has not ended names one of them. */
    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable DatasetName name) {
        uploads.delete(name);
    }
}
