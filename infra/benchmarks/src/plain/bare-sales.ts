import 'reflect-metadata';
import { Body, Controller, Module, Param, ParseUUIDPipe, Post, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Type } from 'class-transformer';
import { IsDateString, IsIn, IsOptional, IsString, IsUUID, Matches, MaxLength, ValidateNested } from 'class-validator';
import { Pool } from 'pg';
import { v7 } from 'uuid';

// The yardstick's process: Nest on Fastify, a class-validator DTO, and one INSERT of what was sent.
const [databaseUrl = ''] = process.argv.slice(2);
const pool = new Pool({ connectionString: databaseUrl, max: 18 });
const text = 'INSERT INTO commands (id, opportunity, kind, body) VALUES ($1, $2, $3, $4)';
const insert = async (opportunity: string, kind: string, body: object) => {
  await pool.query({ name: 'insert', text, values: [v7(), opportunity, kind, JSON.stringify(body)] });
  return { id: opportunity };
};

class AmountBody {
  @Matches(/^\d{1,18}(\.\d{1,6})?$/) amount!: string;
  @Matches(/^[A-Z]{3}$/) currency!: string;
}
class OpenBody {
  @IsUUID() pipelineId!: string;
  @IsString() @MaxLength(200) name!: string;
  @IsString() @MaxLength(200) contact!: string;
  @IsString() @MaxLength(200) account!: string;
  @ValidateNested() @Type(() => AmountBody) amount!: AmountBody;
  @IsDateString() expectedClose!: string;
}
class ChangeBody {
  @IsOptional() @IsString() @MaxLength(200) nextStep?: string;
  @IsOptional() @IsDateString() dueOn?: string;
  @IsOptional() @IsIn(['proposal']) stage?: string;
  @IsOptional() @IsString() @MaxLength(200) reason?: string;
  @IsOptional() @ValidateNested() @Type(() => AmountBody) amount?: AmountBody;
}

@Controller('sales/opportunities')
class BareController {
  @Post()
  open(@Body() body: OpenBody) {
    return insert(v7(), 'open', body);
  }
  @Post(':id/:kind')
  change(@Param('id', ParseUUIDPipe) id: string, @Param('kind') kind: string, @Body() body: ChangeBody) {
    return insert(id, kind, body);
  }
}

@Module({ controllers: [BareController] })
class BareModule {}

const main = async (): Promise<void> => {
  await pool.query('CREATE TABLE commands (id uuid PRIMARY KEY, opportunity uuid, kind text, body jsonb)');
  const app = await NestFactory.create<NestFastifyApplication>(BareModule, new FastifyAdapter(), { logger: ['error'] });
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
  await app.listen(0, '127.0.0.1');
  process.stdout.write(`listens on ${await app.getUrl()}\n`);
};

void main();
