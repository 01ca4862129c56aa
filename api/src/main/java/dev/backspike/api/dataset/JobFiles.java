package dev.backspike.api.dataset;

import dev.backspike.api.job.InputFiles;
import dev.backspike.common.file.UploadReference;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.json.SpecError;
import dev.backspike.common.spec.JobSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The uploaded files that jobs name. */
@Component
class JobFiles implements InputFiles {

    private final UploadTable table;

    JobFiles(UploadTable table) {
        this.table = table;
    }

    @Override
    public JobSpec fix(JobSpec spec) {
        List<SpecError> errors = new ArrayList<>();
        JobSpec fixed =
                spec.withFiles((name, pointer) -> UploadReference.isMeantBy(name) ? fix(name, pointer, errors) : name);
        if (!errors.isEmpty()) {
            throw new InvalidSpecException(errors);
        }
        return fixed;
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void use(String jobId, JobSpec spec) {
        // in a fixed order, as two jobs may name the same files
        SortedMap<String, String> pointers = new TreeMap<>();
        spec.withFiles((name, pointer) -> {
            if (UploadReference.isMeantBy(name)) {
                pointers.putIfAbsent(name, pointer);
            }
            return name;
        });
        for (Map.Entry<String, String> named : pointers.entrySet()) {
            UploadReference reference = UploadReference.parse(named.getKey(), named.getValue());
            UploadedFile file = table.lock(reference.dataset(), reference.file())
                    .filter(found -> found.sha256().equals(reference.sha256()))
                    .orElseThrow(() -> new InvalidSpecException(
                            named.getValue(), "names " + reference + ", which has just been deleted; upload it again"));
            table.addUse(jobId, file);
        }
    }

    private String fix(String name, String pointer, List<SpecError> errors) {
        UploadReference reference;
        try {
            reference = UploadReference.parse(name, pointer);
        } catch (InvalidSpecException e) {
            errors.addAll(e.errors());
            return name;
        }
        return table.find(reference.dataset(), reference.file())
                .map(file -> {
                    if (reference.sha256() != null && !reference.sha256().equals(file.sha256())) {
                        errors.add(new SpecError(
                                pointer,
                                "names " + name + ", but the uploaded file has the sha256 " + file.sha256()
                                        + "; leave the checksum out to take the file as it is"));
                    }
                    return reference.withSha256(file.sha256()).toString();
                })
                .orElseGet(() -> {
                    errors.add(new SpecError(
                            pointer,
                            "names " + name + ", which has not been uploaded; PUT it to /api/v1/datasets/"
                                    + reference.dataset() + "/files/" + reference.file()));
                    return name;
                });
    }
}
