package dev.backspike.worker;

import dev.backspike.common.ModuleRules;

class ArchitectureTest extends ModuleRules {

    ArchitectureTest() {
        super(
                "dev.backspike.worker",
                "jakarta.persistence..",
                "org.springframework.data..",
                "org.springframework.web.bind..",
                "dev.backspike.api..");
    }
}
