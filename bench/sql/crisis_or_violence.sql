-- Days with a recorded crisis or danger.
SELECT
    client,
    count(DISTINCT day) AS situation_days,
    CASE WHEN situation_days >= $limit_situation_days THEN 'fired' ELSE 'quiet' END
        AS outcome
FROM recorded_situations
GROUP BY client
