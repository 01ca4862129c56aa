package dev.backspike.api.job;

import org.springframework.data.jpa.repository.JpaRepository;

interface StoredSpecRepository extends JpaRepository<StoredSpec, String> {}
