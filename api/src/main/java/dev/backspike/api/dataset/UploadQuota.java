package dev.backspike.api.dataset;

import dev.backspike.api.access.QuotaProperties;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.code.ProblemCode;
import org.springframework.stereotype.Component;

/** How much an owner's uploads may take together. Uploads at the same moment do not see each other. */
@Component
class UploadQuota {

    private final QuotaProperties quotas;
    private final UploadTable table;

    UploadQuota(QuotaProperties quotas, UploadTable table) {
        this.quotas = quotas;
        this.table = table;
    }

    /** @throws ProblemException if the owner may not have so many bytes more */
    void require(String owner, long more) {
        long most = quotas.uploads().toBytes();
        if (most == 0) {
            return;
        }
        long now = table.bytesOf(owner);
        if (more > most - now) {
            throw new ProblemException(
                    ProblemCode.UPLOAD_QUOTA,
                    "your uploads take " + now + " bytes and may take " + most + ", so there is no room for " + more
                            + " more; delete some");
        }
    }
}
