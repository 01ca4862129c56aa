package dev.backspike.api.dataset;

import dev.backspike.common.file.DataFile;
import dev.backspike.common.file.DataWarning;
import dev.backspike.common.file.SampleCounts;
import dev.backspike.common.id.DatasetName;
import dev.backspike.common.id.FileName;
import dev.backspike.common.id.Sha256;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The rows of uploaded files, and of which jobs name them. */
@Component
class UploadTable {

    private static final String SELECT = "select * from uploaded_file";

    private final JdbcClient jdbc;
    private final JsonMapper json;

    UploadTable(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** The files of the next data sets in order of their names, in order of data set and file. */
    List<UploadedFile> datasetsAfter(String dataset, int limit) {
        return jdbc.sql(SELECT + " where dataset in (select distinct dataset from uploaded_file where dataset > ?"
                        + " order by dataset limit ?) order by dataset, file")
                .params(dataset, limit)
                .query(this::read)
                .list();
    }

    /** The files of a data set, in order of their names. */
    List<UploadedFile> of(DatasetName dataset) {
        return jdbc.sql(SELECT + " where dataset = ? order by file")
                .param(dataset.text())
                .query(this::read)
                .list();
    }

    Optional<UploadedFile> find(DatasetName dataset, FileName file) {
        return jdbc.sql(SELECT + " where dataset = ? and file = ?")
                .params(dataset.text(), file.text())
                .query(this::read)
                .optional();
    }

    /** Waits for others that have it locked; it stays locked to the end of the transaction. */
    Optional<UploadedFile> lock(DatasetName dataset, FileName file) {
        return jdbc.sql(SELECT + " where dataset = ? and file = ? for update")
                .params(dataset.text(), file.text())
                .query(this::read)
                .optional();
    }

    /** The bytes of all files that an owner has uploaded. */
    long bytesOf(String owner) {
        return jdbc.sql("select coalesce(sum(size_bytes), 0) from uploaded_file where owner = ?")
                .param(owner)
                .query(Long.class)
                .single();
    }

    /** Finds one of the files with this content. */
    Optional<UploadedFile> withContent(Sha256 sha256) {
        return jdbc.sql(SELECT + " where sha256 = ? limit 1")
                .param(sha256.text())
                .query(this::read)
                .optional();
    }

    /** @throws org.springframework.dao.DuplicateKeyException if there is one of that name */
    void insert(UploadedFile file) {
        jdbc.sql("""
                        insert into uploaded_file (dataset, file, owner, sha256, stored_as, size_bytes, kind, samples, channels,
                            classes, counts, warnings, stored_at)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .param(file.dataset().text())
                .param(file.file().text())
                .param(file.owner())
                .param(file.sha256().text())
                .param(file.storedAs().text())
                .param(file.bytes())
                .param(file.content().kind().name())
                .param(file.content().samples())
                .param(file.content().channels())
                .param(file.content().classes())
                .param(
                        file.content().counts() == null
                                ? null
                                : json.writeValueAsString(file.content().counts()))
                .param(json.writeValueAsString(file.content().warnings()))
                .param(file.storedAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    void delete(UploadedFile file) {
        jdbc.sql("delete from uploaded_file where dataset = ? and file = ?")
                .params(file.dataset().text(), file.file().text())
                .update();
    }

    void addUse(String jobId, UploadedFile file) {
        jdbc.sql("insert into job_data_file (job_id, dataset, file) values (?, ?, ?)")
                .params(jobId, file.dataset().text(), file.file().text())
                .update();
    }

    /** Ids of the jobs that name the file. */
    List<String> users(UploadedFile file) {
        return jdbc.sql("select job_id from job_data_file where dataset = ? and file = ?")
                .params(file.dataset().text(), file.file().text())
                .query(String.class)
                .list();
    }

    /** Whether one of some jobs names a file with this content. */
    boolean isNamedBy(List<String> jobIds, Sha256 sha256) {
        return !jobIds.isEmpty()
                && jdbc.sql("""
                        select count(*) from job_data_file used
                        join uploaded_file file on file.dataset = used.dataset and file.file = used.file
                        where file.sha256 = :sha256 and used.job_id in (:jobs)""")
                                .param("sha256", sha256.text())
                                .param("jobs", jobIds)
                                .query(Long.class)
                                .single()
                        > 0;
    }

    boolean hasStored(String storedAs) {
        return jdbc.sql("select count(*) from uploaded_file where stored_as = ?")
                        .param(storedAs)
                        .query(Long.class)
                        .single()
                > 0;
    }

    private UploadedFile read(ResultSet row, int number) throws SQLException {
        String counts = row.getString("counts");
        return new UploadedFile(
                new DatasetName(row.getString("dataset")),
                new FileName(row.getString("file")),
                row.getString("owner"),
                row.getLong("size_bytes"),
                new Sha256(row.getString("sha256")),
                new DataFile(
                        DataFile.Kind.valueOf(row.getString("kind")),
                        row.getObject("samples", Integer.class),
                        row.getObject("channels", Integer.class),
                        row.getObject("classes", Integer.class),
                        counts == null ? null : json.readValue(counts, SampleCounts.class),
                        List.of(json.readValue(row.getString("warnings"), DataWarning[].class))),
                new FileName(row.getString("stored_as")),
                row.getObject("stored_at", OffsetDateTime.class).toInstant());
    }
}
