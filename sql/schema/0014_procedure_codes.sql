-- Releases of ICD-10-PCS, the procedures of inpatients.
ALTER TABLE code_release DROP CONSTRAINT code_release_code_set_check;
ALTER TABLE code_release ADD CONSTRAINT code_release_code_set_check CHECK (code_set IN ('icd10cm', 'hcpcs', 'icd10pcs'));
