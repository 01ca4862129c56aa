package dev.backspike.api.job;

import jakarta.persistence.LockModeType;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.jpa.repository.Query;

interface JobRepository extends JpaRepository<Job, String>, JpaSpecificationExecutor<Job> {

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select j from Job j where j.id = :id")
    Optional<Job> lock(String id);

    /**
     * The next jobs in line, locked; jobs that another transaction holds are passed over, not waited for. The order
     * names the state, though it is fixed, so that both databases walk the index job_queue and lock no row past the
     * limit.
     */
    @NativeQuery("""
            select * from job where state = 'QUEUED' and device in (:devices)
            order by state, priority desc, id limit :limit for update skip locked""")
    List<Job> claim(Collection<String> devices, int limit);

    long countByState(JobState state);
}
