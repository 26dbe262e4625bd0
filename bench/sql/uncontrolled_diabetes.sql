-- Latest HbA1c, that value after a notable rise, and hypoglycaemia days, for people
-- with diabetes.
WITH concerned AS (
    SELECT client
    FROM read_parquet($diagnoses)
    WHERE day <= $as_of
        AND (confirmed IS NULL OR confirmed)
        AND (
            (system = 'icd10' AND code IN $diabetes_icd10)
            OR (system = 'icpc2' AND code IN $diabetes_icpc2)
            OR (system = 'snomed' AND code IN $diabetes_snomed)
        )
    UNION
    SELECT client
    FROM read_parquet($prescriptions)
    WHERE event = 'dispensed'
        AND day BETWEEN $medicine_window_from AND $as_of
        AND substance_system = 'atc'
        AND substance_code IN $glucose_lowering_atc
),

by_day AS (
    SELECT
        client,
        day,
        avg(
            round_even(
                CASE
                    WHEN unit = '%' OR (unit IS NULL AND value < 20)
                        THEN (value - 2.152) / 0.09148
                    ELSE value
                END,
                1
            )
        ) AS hba1c
    FROM read_parquet($measurements)
    WHERE analyte = 'hba1c'
        AND day BETWEEN $earlier_window_from AND $as_of
        AND result_status IN ('final', 'corrected')
        AND value IS NOT NULL
        AND client IN (SELECT client FROM concerned)
    GROUP BY client, day
),

latest AS (
    SELECT client, hba1c, hba1c - lead(hba1c) OVER newest_first AS rise
    FROM by_day
    WINDOW newest_first AS (PARTITION BY client ORDER BY day DESC)
    QUALIFY row_number() OVER newest_first = 1 AND day >= $window_from
),

results AS (
    SELECT
        client,
        hba1c,
        CASE
            WHEN rise >= $notable_rise AND age < $rise_below_age THEN hba1c
            ELSE 0
        END AS hba1c_after_rise
    FROM latest
    LEFT JOIN read_parquet($clients) USING (client)
),

hypoglycaemias AS (
    SELECT client, count(DISTINCT day) AS hypoglycaemia_days
    FROM read_parquet($diagnoses)
    WHERE day BETWEEN $hypoglycaemia_window_from AND $as_of
        AND (confirmed IS NULL OR confirmed)
        AND (
            (system = 'icd10' AND code IN $hypoglycaemia_icd10)
            OR (system = 'icpc2' AND code IN $hypoglycaemia_icpc2)
            OR (system = 'snomed' AND code IN $hypoglycaemia_snomed)
        )
    GROUP BY client
)

SELECT
    client,
    hba1c,
    hba1c_after_rise,
    coalesce(hypoglycaemias.hypoglycaemia_days, 0) AS hypoglycaemia_days,
    CASE
        WHEN hba1c >= $limit_hba1c
            OR hba1c_after_rise >= $limit_hba1c_after_rise
            OR hypoglycaemias.hypoglycaemia_days >= $limit_hypoglycaemia_days
            THEN 'fired'
        WHEN hba1c IS NULL OR hba1c_after_rise IS NULL THEN 'not_assessable'
        ELSE 'quiet'
    END AS outcome
FROM concerned
LEFT JOIN results USING (client)
LEFT JOIN hypoglycaemias USING (client)
