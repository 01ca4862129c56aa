-- Models can be uploaded as well as data, and have no samples.
alter table uploaded_file alter column samples drop not null;
